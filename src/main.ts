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
// times. A name of our package.json (`#core/time.ts`) always means exactly one file, and so does, within a package, a relative import.
const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { imports: Record<string, string> };
registerHooks({
  resolve(specifier, context, next) {
    const end = specifier.indexOf('/') + 1;
    const folder = specifier[0] === '#' && specifier.endsWith('.ts') ? imports[`${specifier.slice(0, end)}*`] : undefined;
    if (folder) return { url: new URL(folder.replace('*', specifier.slice(end)), root).href, format: 'module-typescript', shortCircuit: true };
    const exact = specifier[0] === '.' && specifier.endsWith('.js') && context.conditions.includes('import') && context.parentURL?.includes('/node_modules/');
    return exact ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true } : next(specifier, context);
  },
});

const { start } = await import('#src/start.ts');
const code = await start(process.argv.slice(2), flushCompileCache);
// What was written must be out before the program ends; whoever reads it may have gone.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
