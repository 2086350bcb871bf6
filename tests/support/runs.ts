/** How often a property is tried: as often as said, a hundred times as often in a soak (`SOAK=1`). */
export const runs = (usual: number) => ({ numRuns: process.env.SOAK ? usual * 100 : usual });
