import { readFileSync } from 'node:fs';
import { constants, enableCompileCache, flushCompileCache, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiled code is kept between starts. This must come before anything else is imported.
const root = new URL('..', import.meta.url);
const cache = join(fileURLToPath(root), 'node_modules', '.cache', 'secretariat');
if (enableCompileCache(cache).status === constants.compileCacheStatus.FAILED) enableCompileCache(join(tmpdir(), 'secretariat-cache'));

// The program and its libraries consist of hundreds of small files, and Node's own way from one to the next looks at the disk several
// times. Where a name alone says which file it means, that way is cut short.
const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { imports: Record<string, string> };
registerHooks({
  resolve(specifier, context, next) {
    const url = context.conditions.includes('import') ? fileOf(specifier, context.parentURL ?? '') : undefined;
    if (url) return { url, format: url.endsWith('.ts') ? 'module-typescript' : 'module', shortCircuit: true };
    // What a door imports is taken as it is made for any system, where it is made for several: so it comes without an HTTP client of its own.
    return next(specifier, context.parentURL?.includes('/src/adapters/') ? { ...context, conditions: ['import'] } : context);
  },
});

/**
 * The file that an import means, when it is one of ours by its name in package.json (`#core/time.ts`) or a relative one within a
 * package. Put together by hand, because making a URL of each would take most of what is won.
 */
function fileOf(specifier: string, parent: string): string | undefined {
  if (specifier[0] === '#' && specifier.endsWith('.ts')) {
    const end = specifier.indexOf('/') + 1;
    return imports[`${specifier.slice(0, end)}*`]?.replace('./', root.href).replace('*', specifier.slice(end));
  }
  // Of a file that is called .js and imports, so is what it imports; beside one that is called .mjs it may be of the older kind.
  if (specifier[0] !== '.' || !specifier.endsWith('.js') || !parent.endsWith('.js') || !parent.includes('/node_modules/')) return undefined;
  // Zod brings its messages in fifty languages. What this program says is all in src/locales.
  let path = specifier === '../locales/index.js' && parent.includes('/zod/') ? '../locales/en.js' : specifier.replace(/^\.\//, '');
  let folder = parent.slice(0, parent.lastIndexOf('/'));
  for (; path.startsWith('../'); path = path.slice(3)) folder = folder.slice(0, folder.lastIndexOf('/'));
  return `${folder}/${path}`;
}

const { start } = await import('#src/start.ts');
const code = await start(process.argv.slice(2), flushCompileCache);
// What was written must be out before the program ends; whoever reads it may have gone.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
