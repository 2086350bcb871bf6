import { dirname, join } from 'node:path/posix';

/** Sources by path from the root. */
export type Tree = ReadonlyMap<string, string>;

/** The layers from the top down. Files import from layers below their own; within the top row only from their own folder. */
const layers: readonly (readonly RegExp[])[] = [
  [/^src\/[^/]+\.ts$/, /^src\/adapters\/index\.ts$/],
  [/^src\/adapters\/[^/]+\//, /^commands\//, /^src\/delivery\//, /^src\/web\//],
  [/^src\/adapters\/[^/]+\.ts$/],
  [/^src\/bot\//],
  [/^db\//],
  [/^src\/rules\//],
  [/^src\/core\//, /^src\/locales\//],
];
/** The part of a path that names its place: `src/adapters/slack/`, and the number of its layer. */
function placeOf(path: string): { layer: number; folder: string } {
  for (const [layer, patterns] of layers.entries()) for (const pattern of patterns) if (pattern.test(path)) return { layer, folder: layer === 1 ? pattern.exec(path)![0] : '' };
  throw new Error(`${path} is in no layer`);
}

const program = (tree: Tree) => [...tree].filter(([path]) => /^(src|commands|db)\/.*\.ts$/.test(path));
const homes: Readonly<Record<string, string>> = { '#core': 'src/core', '#rules': 'src/rules', '#bot': 'src/bot', '#adapters': 'src/adapters', '#delivery': 'src/delivery', '#locales': 'src/locales', '#src': 'src', '#db': 'db', '#commands': 'commands', '#tests': 'tests' };

/** What a file imports: paths of the tree, or names of packages. Imports of types alone do not exist at run time. */
function importsOf(path: string, source: string): { to: string; type: boolean }[] {
  const found = source.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map(([, type, named, dynamic]) => {
    const to = (named ?? dynamic)!;
    const home = homes[to.split('/')[0]!];
    return { to: home ? to.replace(/^#\w+/, home) : to.startsWith('.') ? join(dirname(path), to) : to, type: type !== undefined };
  });
}

/** Lines of program files whose text matches, but for the places where that is right. */
const lines = (wrong: RegExp, allowed: RegExp, files = program) => (tree: Tree) =>
  files(tree).flatMap(([path, source]) => (allowed.test(path) ? [] : source.split('\n').flatMap((line, i) => (wrong.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : []))));

/** Imports of packages outside of their one folder. */
const homed = (packages: RegExp, home: string) => (tree: Tree) =>
  program(tree).flatMap(([path, source]) => importsOf(path, source).flatMap(({ to }) => (packages.test(to) && !path.startsWith(home) ? [`${path} imports ${to}`] : [])));

/** Files of a folder and its list, which imports each of them and nothing else of the folder. */
const listed = (folder: string) => (tree: Tree) => {
  const files = program(tree).map(([path]) => path).filter((path) => path.startsWith(folder) && path !== `${folder}index.ts`);
  const named = importsOf(`${folder}index.ts`, tree.get(`${folder}index.ts`) ?? '').map(({ to }) => to).filter((to) => to.startsWith(folder));
  return [...files.filter((path) => !named.includes(path)).map((path) => `${path} is not in the list`), ...named.filter((path) => !files.includes(path)).map((path) => `${path} is in the list and not there`)];
};

/** What holds in this house. Each looks at a whole tree and names what breaks it. */
export const rules: Readonly<Record<string, (tree: Tree) => string[]>> = {
  'imports point down, and never to a neighbour of the top row': (tree) =>
    program(tree).flatMap(([path, source]) => {
      const from = placeOf(path);
      return importsOf(path, source).filter(({ to }) => /^(src|commands|db|tests)\//.test(to)).flatMap(({ to }) => {
        const target = to.startsWith('tests/') ? { layer: -1, folder: '' } : placeOf(to);
        const fine = target.layer > from.layer || (target.layer === from.layer && target.folder === from.folder);
        return fine ? [] : [`${path} imports ${to}`];
      });
    }),
  'nothing imports itself in a circle at run time': (tree) => {
    const [found, done] = [[] as string[], new Set<string>()];
    const walk = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) return void found.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (done.has(path)) return;
      for (const { to, type } of importsOf(path, tree.get(path) ?? '')) if (!type && tree.has(to)) walk(to, [...way, path]);
      done.add(path);
    };
    for (const [path] of program(tree)) walk(path, []);
    return found;
  },
  'the databases are known in db/ only': homed(/^(kysely|pg|better-sqlite3)$/, 'db/'),
  'the databases are told apart in db/open.ts only': lines(/PostgresAdapter|SqliteAdapter|\bpragma\b|\bsqlite_|\bpg_/, /^db\/open\.ts$/),
  'Bolt is known in one folder': homed(/^@slack\//, 'src/adapters/slack/'),
  'discord.js is known in one folder': homed(/^(discord\.js|discord-api-types|@discordjs\/)/, 'src/adapters/discord/'),
  'what people can do cannot reach the network': (tree) => [
    ...lines(/\bfetch\(|\bWebSocket\b/, /^src\/(adapters|delivery|web|\w+\.ts$)|^db\//)(tree),
    ...program(tree).flatMap(([path, source]) => (/^(commands|src\/(bot|rules|core))\//.test(path) ? importsOf(path, source).flatMap(({ to }) => (/^node:(http2?|https|net|tls|dgram|dns|child_process)/.test(to) ? [`${path} imports ${to}`] : [])) : [])),
  ],
  'files are small': (tree) => {
    const sizes = program(tree).map(([path, source]) => ({ path, size: source.split('\n').length - 1 })).sort((a, b) => a.size - b.size);
    const at = (share: number) => sizes[Math.ceil(sizes.length * share) - 1]!.size;
    const large = sizes.filter(({ size }) => size > 300).map(({ path, size }) => `${path} has ${size} lines`);
    return [...large, ...(at(0.5) > 90 ? [`the median is ${at(0.5)} lines`] : []), ...(at(0.9) > 200 ? [`one file in ten has more than ${at(0.9)} lines`] : [])];
  },
  'the chat platforms are a small part': (tree) => {
    const count = (of: readonly (readonly [string, string])[]) => of.reduce((sum, [, source]) => sum + source.split('\n').length - 1, 0);
    const [all, adapters] = [count(program(tree)), count(program(tree).filter(([path]) => /^src\/adapters\/(slack|discord)\//.test(path)))];
    return adapters > all * 0.15 ? [`${adapters} lines of ${all} are of chat platforms`] : [];
  },
  'a command is called like its file': (tree) =>
    program(tree).filter(([path]) => /^commands\/.+\//.test(path)).flatMap(([path, source]) => {
      const [name, said] = [path.replace(/^commands\/|\.ts$/g, '').replaceAll('/', '.'), /^ {2}name: '([^']+)'/m.exec(source)?.[1]];
      return name === said ? [] : [`${path} is called ${said}`];
    }),
  'commands/index.ts lists the commands': listed('commands/'),
  'migrations/index.ts lists the migrations': listed('db/migrations/'),
  'platforms are named where they are spoken with': lines(/slack|discord/i, /^src\/adapters\/|^src\/config\.ts$|^src\/locales\//),
  'only time.ts asks for the time': lines(/\bnew Date\b|\bDate\.(now|parse|UTC)\b|\bTemporal\.Now\b/, /^src\/core\/time\.ts$/),
  'nothing is exported as default': lines(/^export default\b/, /^vitest\.config\.ts$/, (tree) => [...tree]),
  'tests use the real thing': lines(/\bvi\.(mock|doMock|hoisted)\b/, /^$/, (tree) => [...tree]),
};
