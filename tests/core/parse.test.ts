import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '#core/errors.ts';
import { choice, fieldsOf, int, line, ref, text, when, yesno } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { LineError, parseLine, type Grammar } from '#core/parse.ts';
import { printLine } from '#core/print.ts';
import { runs } from '#tests/support/runs.ts';

const statuses = ['not-started', 'on-track', 'at-risk', 'blocked', 'done'] as const;
const grammar = (name: string, args: string[], input: z.ZodObject): Grammar => ({ name, args, fields: fieldsOf(input.extend({ as: line().optional() })) });
const update = grammar('commitment.update', ['commitment', 'status', 'note'], z.object({ commitment: ref('commitment'), status: choice(statuses), note: text(1000).optional(), behalf: ref('organisation').optional(), correction: yesno().optional() }));
const grammars: readonly Grammar[] = [
  update,
  grammar('commitment.list', ['status', 'words'], z.object({ status: choice([...statuses, 'never-reported']).optional(), words: text(200).optional(), owner: ref('organisation').optional(), theme: line(60).optional(), late: yesno().optional(), mine: yesno().optional(), page: int(1, 999).optional() })),
  grammar('commitment.show', ['commitment'], z.object({ commitment: ref('commitment') })),
  grammar('commitment.add', ['title'], z.object({ title: line(200), lead: ref('organisation').optional(), due: when().optional() })),
  grammar('commitment.assign', ['commitment', 'lead', 'part'], z.object({ commitment: ref('commitment'), lead: ref('organisation'), part: choice(['lead', 'support']).optional() })),
  grammar('commitment.agree', ['commitment', 'answer'], z.object({ commitment: ref('commitment'), answer: yesno().optional() })),
  grammar('my.undo', [], z.object({})),
  grammar('help', ['topic'], z.object({ topic: ref('command').optional() })),
];
const aliases = { update: 'commitment.update' };
const parse = (said: string) => parseLine(said, grammars, aliases);
const given = (said: string) => parse(said).given;

function refusal(said: string): LineError {
  try {
    parse(said);
  } catch (error) {
    if (error instanceof LineError) return error;
    throw error;
  }
  throw new Error(`was read: ${said}`);
}
const ways = (said: string) => refusal(said).ways.map(({ value }) => value);
const sentence = ({ key, params }: UserError) => plain(t('en', key, params));

describe('the words of the grammar', () => {
  const meant = { command: 'commitment.update', given: { commitment: '4', status: 'on-track', note: 'Draft sent' } };
  test.each([
    '/commitment update 4 on-track Draft sent',
    'commitment update 4 on-track Draft sent',
    '/update 4 on-track Draft sent',
    'UPDATE 4 ON TRACK Draft sent',
    'Update 4 OnTrack Draft sent',
    'update 4 on – track Draft sent',
    'update 4 on—track, Draft sent',
    'update 4, on-track, Draft sent',
    'update 4: on-track: Draft sent',
    'ｕｐｄａｔｅ 4 on-track Draft sent',
    '  /  update   4\ton-track   Draft sent  ',
    'please update 4 on-track Draft sent',
    'Please, update please 4 please on-track Draft sent',
    '/secretariat update 4 on-track Draft sent',
    '/secretariat /update 4 on-track Draft sent',
    'Secretariat: please commitment update 4 on-track Draft sent',
    '@Secretariat update 4 on-track Draft sent',
    '@secretariat, please update 4 on-track Draft sent',
    '/update 4 "on track" "Draft sent"',
    '/update 4 “on track” “Draft sent”',
    '/update „4“ «on-track» „Draft sent“',
    "/update '4' 'on-track' 'Draft sent'",
    '/update 4 status:on-track note:Draft sent',
    '/update note:Draft sent status:on track commitment:4',
    '/update note:"Draft sent" 4 on-track',
    '/update STATUS: on-track 4 Note : Draft sent',
    '/update ｎｏｔｅ：Draft sent commitment:4 status:on-track',
  ])('%s', (said) => expect(parse(said)).toEqual(meant));

  test.each([
    ['', {}],
    ['/', {}],
    ['/secretariat', {}],
    ['please', {}],
    ['help', {}],
    ['/help commitment', { topic: 'commitment' }],
    ['/commitment', { topic: 'commitment' }],
    ['/secretariat help my please', { topic: 'my' }],
  ])('"%s" is help', (said, expected) => expect(parse(said)).toEqual({ command: 'help', given: expected }));

  test.each(['/commitment 4', 'commitment C4', '/commitment #4 ', 'commitment please 4 please'])('%s shows it', (said) => {
    expect(parse(said).command).toBe('commitment.show');
    expect(given(said).commitment).toMatch(/4$/);
  });
});

describe('values', () => {
  test.each([
    // Quotes matter only where a value begins.
    ['/update 4 done it is "done" now', { note: 'it is "done" now' }],
    ['/update 4 done "Draft" is ready', { note: '"Draft" is ready' }],
    ['/update 4 done "Draft", they said', { note: '"Draft", they said' }],
    ['/update 4 done "a "b" c"', { note: '"a "b" c"' }],
    ['/update 4 done "say \\"yes\\" to it"', { note: 'say "yes" to it' }],
    ['/update 4 done "C:\\temp\\x"', { note: 'C:\\temp\\x' }],
    ["/update 4 done it's what 'they' said", { note: "it's what 'they' said" }],
    ["/update 4 done 'tis what they said", { note: "'tis what they said" }],
    ["/update 4 done 'tis 'done' now", { note: "'tis 'done' now" }],
    ['/update 4 done 5" pipe', { note: '5" pipe' }],
    // Only known keys are keys.
    ['/update 4 done see https://example.org/a:b?c=d at 15:00', { note: 'see https://example.org/a:b?c=d at 15:00' }],
    ['/update 4 done NB: colour:red, theme:data', { note: 'NB: colour:red, theme:data' }],
    ['/update 4 done note://x', { note: 'note://x' }],
    ['/update 4 done Draft behalf:WHO', { note: 'Draft', behalf: 'WHO' }],
    ['/update 4 done "Draft behalf:WHO"', { note: 'Draft behalf:WHO' }],
    // The last text is kept as it stands.
    ['/update 4 done  two  blanks\nand a line 😀 e\u0301', { note: 'two  blanks\nand a line 😀 e\u0301' }],
    ['/update 4 done 😀 sent', { note: '😀 sent' }],
    ['/update 4 done — sent', { note: '— sent' }],
    ['/update 4 done please send comments', { note: 'please send comments' }],
    ['/update 4 done please', {}],
    ['/update 4 done Correction of the text', { note: 'Correction of the text' }],
    ['/update 4 done correction', { correction: true }],
    ['/update note:"Draft" commitment:4 status:done', { note: 'Draft' }],
    ['/update commitment:4 status:done note:"Draft" is ready', { note: '"Draft" is ready' }],
    ['/update 4 done correction "Final text"', { correction: true, note: 'Final text' }],
    ['/update 4 correction done Final text', { correction: true, note: 'Final text' }],
    ['/update 4 done correction:no', { correction: 'no' }],
    ['/update 4 done correction:', { correction: true }],
    ['/update 4 done note:', { note: '' }],
    ['/update 4 done behalf:World Bank note:Sent', { behalf: 'World Bank', note: 'Sent' }],
    ['/update 4 done behalf:World Bank "Sent to all"', { behalf: 'World Bank', note: 'Sent to all' }],
  ])('%s', (said, expected) => expect(given(said)).toEqual({ commitment: '4', status: 'done', ...expected }));

  test.each([
    ['/commitment list', {}],
    ['/commitment list at risk', { status: 'at-risk' }],
    ['/commitment list at risk overdose', { status: 'at-risk', words: 'overdose' }],
    ['/commitment list never reported', { status: 'never-reported' }],
    ['/commitment list overdose at risk', { words: 'overdose at risk' }],
    ['/commitment list late', { late: true }],
    ['/commitment list mine late', { mine: true, late: true }],
    ['/commitment list done late mine', { status: 'done', late: true, mine: true }],
    ['/commitment list late overdose', { late: true, words: 'overdose' }],
    ['/commitment list "late"', { words: 'late' }],
    ['/commitment list owner:Youth RISE theme:harm reduction page:2', { owner: 'Youth RISE', theme: 'harm reduction', page: '2' }],
    ['/commitment list words:at risk', { words: 'at risk' }],
    ['/commitment show police training manual', { commitment: 'police training manual' }],
    ['/commitment show 4 please', { commitment: '4' }],
    ['/commitment add Police manual lead:UNODC due:CND57 -8w', { title: 'Police manual', lead: 'UNODC', due: 'CND57 -8w' }],
    ['/commitment add "Police manual" due: 6 Mar 2014', { title: 'Police manual', due: '6 Mar 2014' }],
    ['/commitment add lead:UNODC "Police manual"', { title: 'Police manual', lead: 'UNODC' }],
    ['/commitment assign 4 Youth RISE', { commitment: '4', lead: 'Youth RISE' }],
    ['/commitment assign 4 Youth RISE support', { commitment: '4', lead: 'Youth RISE', part: 'support' }],
    ['/commitment assign 4 lead:Youth RISE part:support', { commitment: '4', lead: 'Youth RISE', part: 'support' }],
    ['/commitment agree 4 yes', { commitment: '4', answer: 'yes' }],
    ['/commitment agree police manual no', { commitment: 'police manual', answer: 'no' }],
    ['/commitment agree 4 perhaps', { commitment: '4', answer: 'perhaps' }],
    // Words that are no status are kept whole for the text; one that is nearly one, or stands alone, is named in the answer.
    ['/update 4 Draft is out', { commitment: '4', note: 'Draft is out' }],
    ['/update 4 finished', { commitment: '4', status: 'finished' }],
    ['/update 4 finished "Draft is out"', { commitment: '4', status: 'finished', note: 'Draft is out' }],
    ['/update 4 on-trakc Draft is out', { commitment: '4', status: 'on-trakc', note: 'Draft is out' }],
    ['/update on track Draft is out', { status: 'on-track', note: 'Draft is out' }],
    ['/update on-track 2 drafts sent', { status: 'on-track', note: '2 drafts sent' }],
    ['/update done commitment:15', { status: 'done', commitment: '15' }],
    // A key overrules what was taken for its field by its place alone.
    ['/update Draft is out commitment:15 status:done', { commitment: '15', status: 'done', note: 'Draft is out' }],
    ['/update 4 "Draft is out" status:done', { commitment: '4', status: 'done', note: 'Draft is out' }],
    ['/update "Draft is out" status:done commitment:15', { commitment: '15', status: 'done', note: 'Draft is out' }],
    ['/commitment assign UNODC support commitment:4', { commitment: '4', lead: 'UNODC', part: 'support' }],
    ['/update 4 status: note:x', { commitment: '4', status: '', note: 'x' }],
  ])('%s', (said, expected) => expect(given(said)).toEqual(expected));
});

describe('a line that cannot be read', () => {
  test.each([
    ['/comitment list', 'error.line.unknown', ['/commitment list']],
    ['/comitment lst mine', 'error.line.unknown', ['/commitment list mine']],
    ['/udpate 4 done', 'error.line.unknown', ['/update 4 done']],
    ['/show 4', 'error.line.unknown', ['/commitment show 4']],
    ['/xyzzy 4', 'error.line.unknown', []],
    ['hello there', 'error.line.hello', []],
    ['/constructor list', 'error.line.unknown', []],
    ['/__proto__', 'error.line.unknown', []],
    ['/toString', 'error.line.unknown', []],
    ['/commitment lst', 'error.line.verb', ['/commitment list']],
    ['/commitment updaet 4 done', 'error.line.verb', ['/commitment update 4 done']],
    ['/commitment 4 on-track Draft', 'error.line.verb', ['/commitment update 4 on-track Draft', '/commitment show 4 on-track Draft']],
    ['/commitment xyzzy', 'error.line.verb', []],
    ['/update 4 done "Draft sent', 'error.line.quote', ['/update 4 done "Draft sent"']],
    ['/update 4 done “Draft sent', 'error.line.quote', ['/update 4 done "Draft sent"']],
    ['/update 4 done note:"Draft sent', 'error.line.quote', ['/update 4 done note:"Draft sent"']],
    ['/update 4 note:one note:two', 'error.line.twice', []],
    ['/update 4 commitment:5', 'error.line.twice', []],
    ['/update 4 done status:blocked', 'error.line.twice', []],
    ['/update 4 done Draft note:Final', 'error.line.twice', []],
    ['/commitment show police commitment:4', 'error.line.surplus', ['/commitment show']],
    ['/my undo 4', 'error.line.surplus', ['/my undo']],
  ])('%s', (said, key, expected) => {
    expect(refusal(said).key).toBe(key);
    expect(ways(said)).toEqual(expected);
  });
  test('says what was understood, what is wrong, and what would work', () => {
    expect(sentence(refusal('/update 4 note:one note:two'))).toBe('/update: "note" is given twice, as "one" and as "two". Please give it once.');
    expect(sentence(refusal('/update 4 done "Draft sent'))).toBe('/update: a quotation mark is opened before "Draft sent" and never closed. Please close it, or leave it out.');
    expect(sentence(refusal('/commitment lst'))).toBe('With commitment I can: update, list, show, add, assign, agree. I do not know "lst".');
  });
  test('keeps what was understood for the form', () => {
    expect(refusal('/update 4 at-risk "Draft').so).toEqual({ command: 'commitment.update', given: { commitment: '4', status: 'at-risk' } });
    expect(refusal('/update 4 note:one note:two').so).toEqual({ command: 'commitment.update', given: { commitment: '4', note: 'one' } });
    expect(refusal('/commitment lst').so).toBeUndefined();
  });
});

describe('whatever is said', () => {
  const words = ['/', 'please', 'secretariat', '@secretariat', 'commitment', 'update', 'list', 'agree', 'assign', 'my', 'undo', 'help', '4', 'C6.2', 'on', 'track', 'on-track', 'done', 'late', 'mine', 'correction', 'note:', 'status:', 'owner:x', 'as:', 'behalf:World', '"', '“x”', '"open', "'tis", 'https://a.b', '15:00', '\\"', '—', '😀', 'כן', '\n'];
  const soup = fc.tuple(fc.array(fc.constantFrom(...words), { maxLength: 10 }), fc.constantFrom(' ', ' ', '')).map(([list, between]) => list.join(between || ' '));
  const tries = (said: string) => {
    try {
      const parsed = parse(said);
      expect(grammars.some(({ name }) => name === parsed.command)).toBe(true);
      for (const value of Object.values(parsed.given)) expect(typeof value === 'string' || value === true).toBe(true);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(sentence(error)).not.toMatch(/undefined|\[object/);
      for (const { value, label } of error.ways) {
        parse(value);
        expect(label.length).toBeLessThanOrEqual(75);
      }
    }
  };
  prop.prop([fc.string({ unit: 'binary' })], runs(500))('any string is read or refused with lines that can be read', tries);
  prop.prop([soup], runs(1500))('any words are read or refused with lines that can be read', tries);
  prop.prop([fc.string({ unit: 'binary', maxLength: 40 })], runs(300))('behind its fields, any text without keys and quotes is kept to the letter', (said) => {
    const note = said.trim();
    fc.pre(note !== '' && !/["'“”„«»‘:：]/.test(note) && !/^(correction|please)/i.test(note));
    expect(given(`/update 4 done ${note}`)).toEqual({ commitment: '4', status: 'done', note });
  });

  test.each<[string, string]>([
    ['blanks', `/update 4 done a${' '.repeat(200_000)}b`],
    ['slashes and blanks', `/${' '.repeat(100_000)}/${' '.repeat(100_000)}`],
    ['commas', `/update ${','.repeat(200_000)}x`],
    ['commas in a name', `/commitment show ${','.repeat(200_000)}x`],
    ['colons', `/update 4 done ${'a: '.repeat(60_000)}`],
    ['keys', `/commitment list ${'words:a '.repeat(20_000)}`],
    ['quotes', `/update 4 done ${'"a '.repeat(60_000)}`],
    ['apostrophes', `/update 4 done ${"'a ".repeat(60_000)}`],
    ['backslashes', `/update 4 done "${'\\'.repeat(200_000)}`],
    ['flags', `/commitment list ${'late '.repeat(40_000)}`],
    ['please', `/commitment show ${'please '.repeat(30_000)}`],
    ['dashes', `/commitment assign police ${'— '.repeat(60_000)}`],
    ['choices in a name', `/commitment assign police ${'sup '.repeat(50_000)}`],
    ['one word', `/${'x'.repeat(200_000)}`],
    ['a verb', `/commitment ${'l'.repeat(200_000)}`],
  ])('200,000 characters of %s are read in a moment', (_, said) => tries(said));
});

describe('a printed line', () => {
  test.each([
    [{ commitment: '4', status: 'at-risk', note: 'Draft sent' }, '/commitment update 4 at-risk "Draft sent"'],
    [{ commitment: 'police manual', status: 'done' }, '/commitment update "police manual" done'],
    [{ commitment: 4, status: 'done', correction: true, behalf: 'World Bank' }, '/commitment update 4 done behalf:"World Bank" correction:yes'],
    [{ commitment: '4', note: 'Draft' }, '/commitment update 4 note:Draft'],
    [{ status: 'done' }, '/commitment update status:done'],
    [{ commitment: '4', status: 'nearly done', note: 'x' }, '/commitment update 4 status:"nearly done" note:x'],
    [{ commitment: '4', status: 'done', note: 'say "yes"\\' }, '/commitment update 4 done "say \\"yes\\"\\\\"'],
    [{ commitment: 'correction', note: undefined, file: { name: 'x' }, unknown: 'y', behalf: '' }, '/commitment update "correction"'],
    [{}, '/commitment update'],
  ])('%j', (values, expected) => expect(printLine('commitment.update', update, values)).toBe(expected));

  const value = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.array(fc.constantFrom('on', 'track', 'on-track', 'done', 'late', 'please', 'note:x', 'status: done', '"', '”', '\\', '\\"', "'", '4', ',', ':', 'yes', 'support', ' ', '\n', '—', '😀'), { minLength: 1, maxLength: 5 }).map((list) => list.join(' ')),
    fc.array(fc.constantFrom('"', '\\', '”', 'a', ' '), { minLength: 1, maxLength: 8 }).map((list) => list.join('')),
  ).map((said) => said.trim()).filter((said) => said !== '');
  const filled = fc.constantFrom(...grammars).chain((of) => {
    const one = (field: Grammar['fields'][number]) =>
      field.choices ? fc.constantFrom(...field.choices) : field.kind === 'yesno' ? fc.constantFrom('yes', 'no') : field.kind === 'int' ? fc.nat(999).map(String) : value;
    return fc.record({ of: fc.constant(of), values: fc.record(Object.fromEntries(of.fields.map((field) => [field.name, fc.option(one(field), { nil: undefined })]))) });
  });
  prop.prop([filled], runs(2000))('is read back as the same command with the same values', ({ of, values }) => {
    const said = Object.fromEntries(Object.entries(values).filter(([, each]) => each !== undefined));
    const back = parse(printLine(of.name, of, said));
    // A command of one word is reached without a verb, and "help" without a topic is help.
    expect(back).toEqual({ command: of.name, given: said });
  });
});
