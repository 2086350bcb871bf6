/** Whether this is one of the long runs. */
export const isSoak = Boolean(process.env.SOAK);

/** How often a property is tried at most where a person waits for it. Each time it is tried with something else, so that little is missed for long. */
const most = 200;

/**
 * How often a property is tried: in a soak (`SOAK=1`) thirty times as often as said; else as often as said, but no more than two hundred
 * times, or than is said of one whose every try takes long.
 */
export const runs = (usual: number, dear = most) => ({ numRuns: isSoak ? usual * 30 : Math.min(usual, dear) });
