import { configDefaults } from 'vitest/config';

// One thread's files share their modules: a file costs 20 ms then, not 200. So no test may leave anything behind.
export default {
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: configDefaults.exclude,
    pool: 'threads',
    isolate: false,
    // One more than there are cores: many tests wait for processes and platforms.
    maxWorkers: 3,
    setupFiles: ['src/core/time.ts'],
    // A guard against hanging, not a measurement: a busy machine is no failure.
    testTimeout: process.env.SOAK ? 600_000 : 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
};
