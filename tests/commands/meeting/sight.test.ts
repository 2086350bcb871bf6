import { describe, expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { meets } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const civil = 'coordinator civil-society-side';
const asks = async (line = pollLine) => say(await bed.as(civil).presses(await bed.as(civil).hears(line), 'Ask everybody'));
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
/** The card in the main room as it stands now: without its buttons. */
const card = async () => (await bed.store.read((tx) => tx.selectFrom('outbox').select('message').where('address', '=', 'terminal:main').execute())).map(({ message }) => read(JSON.parse(message) as Message).split('\n[')[0]!).at(-1)!;
const last = (text: string) => text.split('\n').at(-1);
const replyAll = async (line: string, ...who: readonly string[]) => {
  for (const each of who) await hears(each, line);
};
const fourteen = ['ahrn', 'alliance', 'anpud', 'chrc', 'ehrn', 'enpud', 'hrc', 'hri', 'idpc', 'ihrd-osf', 'inpud', 'intercambios', 'menahra', 'unodc'];

describe('how a poll stands', () => {
  const answered = async () => {
    await asks(`${pollLine} chair:HRI city:Vienna kind:teleconference`);
    await hears('inpud', '/meeting answer M1 all:yes');
    await hears('anpud', '/meeting answer M1 all:no');
    await hears('ahrn', '/meeting answer M1 1 yes');
    await hears(civil, '/meeting answer M1 all:yes');
  };
  test('is no more than a sum to who only reads: neither an answer nor a side, nor who has a part, nor a count of one or two', async () => {
    await answered();
    const seen = await bed.as('observer').hears('/meeting show M1');
    expect(read(seen).split('\n')).toEqual([
      'M1 Planning call: finding a time',
      '1. 2013-03-12T14:00:00.000Z',
      '2. 2013-03-14T09:00:00.000Z', expect.stringMatching(/^ {2}early hour for [^·;]*$/),
      '3. 2013-03-15T05:00:00.000Z', expect.stringMatching(/^ {2}early hour for [^·]*; night for [^·]*$/),
      'People are asked until 2013-03-01T22:59:00.000Z. One or two of 16 organisations have answered.',
      'Names are shown to those who have a seat for an organisation or a side.',
      'teleconference · 60 minutes · Vienna',
    ]);
    expect(labels(seen)).toEqual([]);
    await replyAll('/meeting answer M1 all:no', 'unodc');
    expect(read(await bed.as('observer').hears('/meeting show M1'))).toContain(' 3 of 16 organisations have answered.\n');
    expect(read(await bed.as('observer').hears('/meeting show M1'))).not.toMatch(/cannot|recommended|less good|UNODC side|coordinator/);
  });
  test('shows members what was answered, by organisation, and of the rest only how many they are', async () => {
    await answered();
    const seen = await hears('idpc', '/meeting show M1');
    expect(seen).toMatch(/1\. [^]*\n {2}recommended · yes: AHRN, INPUD · no: ANPUD · coordinator of Civil society side: yes\n2\. /);
    expect(seen).toContain('2 of 16 organisations have answered.');
    expect(seen).toContain('Chair: HRI');
    expect(seen).toContain('Who has not answered is named only to coordinators');
    expect(seen).not.toMatch(/Not answered yet|Answered in part|nobody of|Nobody of|has not answered\n|UNODC side/);
  });
  test.each([['whoever chairs it', 'hri'], ['the coordinators', 'coordinator agency-side'], ['the coordinator who called it', civil]])('names who has not answered to %s', async (_, who) => {
    await answered();
    const seen = await hears(who, '/meeting show M1');
    expect(seen).toContain('Answered in part: Civil society side: AHRN.');
    expect(seen).toContain('\nNobody of UNODC side has answered yet.\n');
    expect(seen).toMatch(/\nNot answered yet: Civil society side: Alliance, CHRC, [^\n]*Youth RISE\.\n/);
    expect(seen).not.toMatch(/is named only|Not answered yet: .*(UNODC|INPUD| AHRN)/);
    // Once, and not at each of the times.
    expect(seen.match(/UNODC side/g)).toHaveLength(1);
  });
  test('says once that nobody has answered, where nobody at all has', async () => {
    await asks();
    for (const who of [civil, 'inpud', 'observer']) {
      const seen = await hears(who, '/meeting show M1');
      expect(seen.match(/nobody of|has answered|have answered|Not answered/gi)).toEqual(['has answered']);
      expect(seen).toContain('until 2013-03-01T22:59:00.000Z. Nobody has answered yet.\n');
    }
  });
  test('says at a time that nobody of a side has answered only where they have for another time', async () => {
    await asks();
    await hears('unodc', '/meeting answer M1 1 yes');
    await hears('inpud', '/meeting answer M1 all:yes');
    const seen = await hears(civil, '/meeting show M1');
    expect(seen.split('\n').map((line) => line.includes('nobody of UNODC side has answered'))).toEqual(seen.split('\n').map((_, i) => i === 4 || i === 6));
    expect(seen).not.toContain('Nobody of UNODC side');
    // To members it is neither said nor given as a reason.
    expect(await hears('inpud', '/meeting show M1')).not.toMatch(/of UNODC side|a side has not answered/);
  });
});

test('the card of a poll gives no count of one or two, neither of those who have answered nor of those who have not', async () => {
  await asks();
  const seen = [last(await card())];
  for (const who of [...fourteen, 'sahrn', 'youth-rise']) {
    await hears(who, '/meeting answer M1 all:yes');
    seen.push(last(await card()));
  }
  const few = 'One or two of 16 organisations have answered.';
  const most = 'All but one or two of 16 organisations have answered.';
  expect(seen).toEqual(['0 of 16 organisations have answered.', few, few, ...Array.from({ length: 11 }, (_, i) => `${i + 3} of 16 organisations have answered.`), most, most, '16 of 16 organisations have answered.'].slice(0, seen.length));
  expect(seen).toHaveLength(17);
});

describe('who comes', () => {
  test('is told to a room and to observers by the same sums', async () => {
    await hears(civil, '/meeting schedule Weekly call when:"27 February 15:00" sure:yes');
    const told = async () => [last(await card()), (await hears('observer', '/meeting who M1')).split('\n')[2]];
    await replyAll('/meeting rsvp M1 attend', 'inpud');
    await replyAll('/meeting rsvp M1 apologies', 'hri', 'idpc');
    await replyAll('/meeting rsvp M1 maybe', 'anpud');
    expect(await told()).toEqual(['One or two organisations come', 'Fewer than three organisations have said that they come. The number itself could tell which ones, so I do not give it.']);
    await replyAll('/meeting rsvp M1 attend', 'unodc', 'ahrn');
    await replyAll('/meeting rsvp M1 apologies', 'ehrn');
    expect(await told()).toEqual(['3 organisations come, 3 apologies', '3 organisations of 16 come.']);
    await replyAll('/meeting rsvp M1 attend', ...fourteen);
    expect(await told()).toEqual(['All but one or two organisations come', 'All but one or two organisations of 16 come. The number itself could tell which ones, so I do not give it.']);
  });
  test('of a side of which nobody has answered only whoever runs it is told so', async () => {
    await meets(bed, { chair: 'hri' });
    await hears('inpud', '/meeting rsvp M1 attend');
    for (const who of ['hri', civil]) expect(await hears(who, '/meeting who M1')).toContain('UNODC side: nobody of 1 has answered yet');
    const seen = await hears('inpud', '/meeting who M1');
    expect(seen).not.toContain('has answered');
    expect(seen).toContain('UNODC side: nobody of 1 comes yet');
  });
});
