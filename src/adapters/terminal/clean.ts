/**
 * A text that can do nothing to a terminal: control characters become visible pictures, marks that turn or hide
 * what is read are taken out. Line breaks and blanks stay.
 */
export function clean(text: string): string {
  if (/^[\x20-\x7e\n]*$/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(/[\0-\x08\x0e-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replace(/[\x7f-\x9f]/g, '\ufffd')
    .replace(hidden, '');
}

// All that shows nothing, but for the joiners that scripts and emoji are written with and the choosers of their form.
const hidden = /(?![\u200c\u200d\ufe0e\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu;

let graphemes: Intl.Segmenter | undefined;

/** The characters of a text as a reader sees them, each with the columns that it takes. */
export function* columns(text: string): Generator<[string, number]> {
  if (narrow.test(text)) {
    for (const letter of text) yield [letter, 1];
    return;
  }
  // Made when first needed: it takes long.
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  // More than a few marks on one letter would be drawn over the lines above.
  for (const { segment } of graphemes.segment(text)) yield [[...segment].slice(0, 12).join(''), widthOfOne(segment)];
}

/** Latin letters and common punctuation: one column each, and no need to take the text apart. */
const narrow = /^[\x20-\x7e\xa0-\xac\xae-\u024f\u2010-\u2027]*$/;

/** How many columns a text takes in a terminal: two for each East Asian letter and emoji. */
export function widthOf(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const [, columnsOfOne] of columns(text)) width += columnsOfOne;
  return width;
}

function widthOfOne(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0;
  return /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3/u.test(grapheme) || wide.test(grapheme) ? 2 : 1;
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

/** Whether a text has letters that are written from right to left. */
export function isRightToLeft(text: string): boolean {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text);
}
