import { configDefaults } from 'vitest/config';
import { LongestFirst } from './tests/support/sequence.ts';

// One thread's files share their modules: a file costs 20 ms then, not 200. So no test may leave anything behind.
// Node itself loads them, as it does for the program: nothing has to be rewritten, and what was compiled is kept between runs.
export default {
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: configDefaults.exclude,
    pool: 'threads',
    isolate: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // More than there are cores: many tests wait for processes and platforms.
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    setupFiles: ['src/core/time.ts'],
    // A guard against hanging, not a measurement: a busy machine is no failure.
    testTimeout: process.env.SOAK ? 600_000 : 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
};
