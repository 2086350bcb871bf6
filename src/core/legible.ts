/** A text without what shows nothing, or turns or hides what is read: control characters, marks of direction. Line breaks and joiners stay. */
export function tidy(text: string): string {
  if (usual.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, '')
    .replace(hidden, '');
}

// What most texts are made of, Latin letters and the usual marks, has nothing of what is looked for here.
const usual = /^[\n\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u20ac]*$/;
// All that shows nothing, but for the joiners that scripts and emoji are written with and the choosers of their form.
const hidden = /(?![\u200c\u200d\ufe0e\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The same on one line. */
export const oneLine = (text: string): string => tidy(text).replace(/\s+/g, ' ').trim();

/** Keeps lines in right-to-left letters from turning what stands around them. */
function isolate(text: string): string {
  return rightToLeft.test(text) ? text.replace(/[^\n]+/g, (line) => (rightToLeft.test(line) ? `\u2068${line}\u2069` : line)) : text;
}

/** People's text with nothing in it that turns or hides what is read; what its marks mean to a platform they still do. */
export const legible = (text: string): string => (usual.test(text) ? text : isolate(tidy(text)));
