import type { Line, Standing } from '#src/connect.ts';
import { Refused, tell, words } from '#src/refused.ts';

/**
 * What follows for the program from how each platform stands. `begun` is called once: when every platform has been tried and one is up. A
 * platform that cannot be served ends nothing while another can: whoever is there notices nothing, and whoever runs the program is told.
 * When none can be, `fail` is called with all that must be mended.
 */
export function makeStandings(lines: readonly Line[], { begun, fail }: { begun: () => void; fail: (error: Refused) => void }): (line: Line, now: Standing) => void {
  const tried = new Set<Line>();
  const refusals = new Map<Line, readonly string[]>();
  let [isUp, isBegun] = [lines.length === 0, false];
  const begin = () => {
    if (isBegun || !isUp || tried.size < lines.length) return;
    isBegun = true;
    begun();
  };
  begin();
  return (line, now) => {
    tried.add(line);
    if (now === 'up') isUp = true;
    if (typeof now === 'string') refusals.delete(line);
    else {
      const before = refusals.get(line);
      refusals.set(line, now.refused);
      if (refusals.size === lines.length) return fail(new Refused(...lines.flatMap((each) => refusals.get(each)!)));
      if (before?.join() !== now.refused.join()) tell(words('serve.refused', { platform: line.title }), ...now.refused, words('serve.again'));
    }
    begin();
  };
}
