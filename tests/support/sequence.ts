import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that for the most part wait: for processes that start and end, and for what comes late. */
const waits = /\/tests\/(e2e|process)\/|\/(surprises|socket|door|baddays|bothdown|faults|twoplatforms|linkplatforms|local-lifetimes|bench)\.test\.ts$/;

/** Files that wait come first, and among them as among the others the longest: so that at no time all wait, and at the end nobody waits for one alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(({ moduleId }) => waits.test(moduleId)), ...sorted.filter(({ moduleId }) => !waits.test(moduleId))];
  }
}
