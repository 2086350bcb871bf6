/** Whether this is one of the long runs. */
export const isSoak = Boolean(process.env.SOAK);

/** How often a property is tried: as often as said, thirty times as often in a soak (`SOAK=1`). */
export const runs = (usual: number) => ({ numRuns: isSoak ? usual * 30 : usual });
