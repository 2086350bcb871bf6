import { constants, enableCompileCache, flushCompileCache, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiled code is kept between starts. This must come before anything else is imported.
const cache = join(fileURLToPath(new URL('..', import.meta.url)), 'node_modules', '.cache', 'secretariat');
if (enableCompileCache(cache).status === constants.compileCacheStatus.FAILED) enableCompileCache(join(tmpdir(), 'secretariat-cache'));

// The libraries consist of hundreds of small files, and Node's own way from one to the next looks at the disk several times.
// Within a package a relative import of an ES module always means exactly the file that it names.
registerHooks({
  resolve(specifier, context, next) {
    const exact = specifier[0] === '.' && specifier.endsWith('.js') && context.conditions.includes('import') && context.parentURL?.includes('/node_modules/');
    return exact ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true } : next(specifier, context);
  },
});

const { start } = await import('#src/start.ts');
const code = await start(process.argv.slice(2), flushCompileCache);
// What was written must be out before the program ends; whoever reads it may have gone.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
