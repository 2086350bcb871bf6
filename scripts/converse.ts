import { createInterface } from 'node:readline';

/** A local platform that a person tries by hand. */
interface Try {
  readonly title: string;
  readonly bed: { readonly bugs: unknown[]; delivered(): Promise<void>; close(): Promise<void> };
  readonly violations: readonly string[];
  /** Who speaks, and where. */
  prompt(): string;
  obey(line: string): Promise<void>;
  /** What has come up since this was asked last. */
  news(): readonly string[];
}

/** What each field is given, of `note=Done; sides="a\nb; c"`: in quotes a text can hold a semicolon, and `\n` begins a new line. */
export function named(line: string): (readonly [name: string, text: string])[] {
  const parts = line.matchAll(/([^=;]+)=\s*(?:"((?:[^"\\]|\\.)*)"(?=\s*(?:;|$))|([^;]*))/g);
  const plainly = (text: string) => text.replace(/\\(n|"|\\)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark));
  return [...parts].map(([, name, quoted, bare = '']) => [name!.trim(), quoted === undefined ? bare.trim() : plainly(quoted)]);
}

export const show = (text: string) => console.log(`${text}\n`);

/** Obeys line by line what is typed, or piped in, until `quit` or the end; shows what came of it, and what the platform or the bot has to complain of. */
export async function converse({ title, bed, violations, prompt, obey, news }: Try): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  const ask = () => {
    input.setPrompt(`${prompt()}> `);
    if (process.stdin.isTTY) input.prompt();
  };
  ask();
  for await (const line of input) {
    if (line.trim() === 'quit') break;
    if (line.trim() !== '') {
      if (!process.stdin.isTTY) console.log(`${prompt()}> ${line}`);
      const faults = violations.length;
      await obey(line.trim()).catch((error: unknown) => show(error instanceof Error ? error.message : String(error)));
      await bed.delivered();
      for (const piece of news()) show(piece);
      for (const fault of violations.slice(faults)) show(`! ${title} would object: ${fault}`);
      for (const bug of bed.bugs.splice(0)) show(`! a bug: ${bug instanceof Error ? bug.stack : String(bug)}`);
    }
    ask();
  }
  input.close();
  await bed.close();
}
