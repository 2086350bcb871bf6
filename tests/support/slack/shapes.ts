/** Blocks, elements and views as they come over the line. */
export type Part = Record<string, unknown>;

/** What a bot gives for a modal or for App Home. */
export interface ModalView extends Part {
  readonly type: 'modal' | 'home';
  readonly blocks: Part[];
}

/** A view as the platform keeps it. */
export interface View {
  readonly id: string;
  /** Who sees it. */
  readonly user: string;
  readonly root: string;
  readonly previous: View | undefined;
  content: ModalView;
  /** What was typed or chosen, by block_id: it stays while a block of that id has an element of that action_id. */
  readonly typed: Map<string, { readonly action: string; readonly state: Part }>;
  hash: string;
  gone: boolean;
}

/** An object as it came, or an empty one. */
export const object = (value: unknown): Part => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {});
export const list = (value: unknown): Part[] => (Array.isArray(value) ? value.map(object) : []);
/** The words of a text object. */
export const wordsOf = (value: unknown): string => (typeof object(value).text === 'string' ? (object(value).text as string) : '');

/** All elements that somebody can use, with the block each is in. */
export function* elementsOf(blocks: unknown): Generator<{ block: Part; element: Part }> {
  for (const block of list(blocks)) {
    for (const element of [...list(block.elements), ...[block.accessory, block.element].filter((one) => one !== undefined).map(object)]) if (typeof element.action_id === 'string') yield { block, element };
  }
}
