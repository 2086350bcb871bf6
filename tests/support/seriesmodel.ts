import { addDays } from '#core/time.ts';

/** How one of a series stands that is not simply as its rule says: when (null: not at all), and whether it does so where the rule does not give it. */
interface Row {
  readonly time: string | null;
  readonly alone: boolean;
}

interface State {
  /** When the rule begins, each week; how many it gives, where no event says so. */
  readonly first: string;
  readonly count: number | undefined;
  readonly rows: ReadonlyMap<string, Row>;
  /** Who each sitting is, by the time by which it is known. It is another name that it gets when all are moved, never another identity. */
  readonly ids: ReadonlyMap<string, number>;
}

export type Back = (now: State) => State;

/**
 * What a weekly series should be, for tests to hold the program against: sittings with an identity that no move changes, on which what was
 * answered and the link hang. It refuses nothing: what the program has refused is not told to it. Each act answers how it is taken back.
 */
export class SeriesModel {
  private state: State;
  private eventDay: string;
  private next = 0;
  readonly answers = new Map<number, Map<string, string>>();
  readonly links = new Map<number, string>();

  constructor(first: string, count: number | undefined, eventDay: string) {
    this.state = { first, count, rows: new Map(), ids: new Map() };
    this.eventDay = eventDay;
  }

  private at(index: number, first = this.state.first): string {
    return `${addDays(first.slice(0, 10), 7 * index)}${first.slice(10)}`;
  }
  private upTo(day: string, first = this.state.first): number {
    let count = 0;
    while (this.at(count, first).slice(0, 10) <= day) count++;
    return count;
  }
  private names({ first, count } = this.state): string[] {
    return Array.from({ length: count ?? this.upTo(this.eventDay, first) }, (_, i) => this.at(i, first));
  }

  /** The sittings that take place: when, and by which time each is known. */
  standing(): { name: string; time: string }[] {
    const { rows } = this.state;
    const names = this.names();
    const apart = [...rows].filter(([name, { time, alone }]) => !names.includes(name) && (alone || time !== name)).map(([name]) => name);
    return [...names, ...apart]
      .flatMap((name) => {
        const time = rows.has(name) ? rows.get(name)!.time : name;
        return time === null ? [] : [{ name, time }];
      })
      .sort((a, b) => (a.time < b.time ? -1 : 1));
  }
  idOf(name: string): number {
    if (!this.state.ids.has(name)) this.state = { ...this.state, ids: new Map([...this.state.ids, [name, this.next++]]) };
    return this.state.ids.get(name)!;
  }
  isRegular(name: string): boolean {
    return this.names().includes(name);
  }

  takeBack(back: Back): void {
    this.state = back(this.state);
  }

  /** One of it has another time, or none (null). */
  one(name: string, time: string | null): Back {
    const before = this.state.rows.get(name);
    const alone = (before?.alone ?? false) || (time !== null && !this.isRegular(name));
    this.state = { ...this.state, rows: new Map([...this.state.rows, [name, { time, alone }]]) };
    return (now) => ({ ...now, rows: new Map([...now.rows, [name, before ?? { time: alone ? null : name, alone }]]) });
  }

  /** It ends with a day, whatever it ended with. */
  ends(day: string): Back {
    const { count: before } = this.state;
    const cut = [...this.state.rows].filter(([name, { time, alone }]) => time !== null && time.slice(0, 10) > day && (alone || time !== name));
    this.state = { ...this.state, count: this.upTo(day), rows: new Map([...this.state.rows, ...cut.map(([name, row]): [string, Row] => [name, { ...row, time: null }])]) };
    return (now) => ({ ...now, count: before, rows: new Map([...now.rows, ...cut]) });
  }

  /** The event has another day. What comes in where another one stands is left out. */
  eventMoves(day: string): Back {
    const [was, stood, before] = [this.eventDay, new Map(this.standing().map(({ name, time }) => [name, time])), this.state.rows];
    this.eventDay = day;
    const left = this.state.count === undefined ? this.standing().filter(({ name, time }) => !stood.has(name) && this.standing().some((other) => other.name !== name && other.time === time && stood.has(other.name))) : [];
    this.state = { ...this.state, rows: new Map([...this.state.rows, ...left.map(({ name }): [string, Row] => [name, { time: null, alone: false }])]) };
    return (now) => {
      this.eventDay = was;
      return { ...now, rows: new Map([...now.rows, ...left.map(({ name }): [string, Row] => [name, before.get(name) ?? { time: name, alone: false }])]) };
    };
  }

  /** All of it is moved, from one on that the rule gives. */
  turns(from: string, to: string): Back {
    const before = this.state;
    const names = this.names();
    const [earlier, later] = [names.filter((name) => name < from), names.filter((name) => name >= from)];
    const count = before.count === undefined ? undefined : later.length;
    const is = this.names({ ...before, first: to, count });
    const rows = new Map<string, Row>();
    const ids = new Map<string, number>();
    for (const name of earlier) if (before.rows.get(name)?.time !== null) rows.set(name, { time: before.rows.get(name)?.time ?? name, alone: true });
    for (const [name, row] of before.rows) if (!names.includes(name) && !is.includes(name) && (row.alone || (row.time !== null && row.time !== name))) rows.set(name, { ...row, alone: true });
    for (const name of rows.keys()) ids.set(name, this.idOf(name));
    later.slice(0, is.length).forEach((name, i) => {
      const row = before.rows.get(name);
      if (row && name !== from && row.time !== name) rows.set(is[i]!, { time: row.time, alone: false });
      ids.set(is[i]!, this.idOf(name));
    });
    const kept = new Set(ids.values());
    // The link of one that falls away is forgotten; what was answered to it is there again when it is.
    for (const id of this.links.keys()) if (!kept.has(id)) this.links.delete(id);
    const known = this.state.ids;
    this.state = { first: to, count, rows, ids };
    return () => ({ ...before, ids: known });
  }
}
