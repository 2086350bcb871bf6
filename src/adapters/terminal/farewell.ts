/** Whether a line ends the talk. */
export function isFarewell(line: string): boolean {
  return /^\s*\/?(quit|exit|bye)\s*$/i.test(line);
}
