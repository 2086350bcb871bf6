import { Refusal } from '#tests/support/discord/refusal.ts';

/** What is wrong with a body, by place, gathered into Discord's "Invalid Form Body". */
export interface Form {
  add(path: Path, code: string, message: string): void;
  /** A text of `least` to `most` characters; one that is not there is a fault only when `least` is at least 1 and it is not optional. */
  text(path: Path, value: unknown, least: number, most: number, optional?: boolean): value is string;
  /** A whole number of a range; fine when it is not there. */
  whole(path: Path, value: unknown, least: number, most: number): void;
  list(path: Path, value: unknown, least: number, most: number): value is unknown[];
  flag(path: Path, value: unknown): void;
  /** Throws the refusal if anything was wrong. */
  end(): void;
}

type Path = readonly (string | number)[];

// Characters are counted as UTF-16 units: never fewer than Discord counts.
export function makeForm(): Form {
  const errors: Record<string, unknown> = {};
  let faulty = false;
  const form: Form = {
    add(path, code, message) {
      faulty = true;
      let at = errors;
      for (const step of path) at = (at[step] ??= {}) as Record<string, unknown>;
      ((at._errors ??= []) as unknown[]).push({ code, message });
    },
    text(path, value, least, most, optional = false): value is string {
      if (value === undefined || value === null) {
        if (!optional) form.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
        return false;
      }
      if (typeof value !== 'string') {
        form.add(path, 'STRING_TYPE_CONVERT', `Could not interpret ${JSON.stringify(value)} as string.`);
        return false;
      }
      if (value.length < least && value.trim() === '') form.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
      else if (value.length < least || value.length > most) {
        if (least > 0) form.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
        else form.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
      }
      return true;
    },
    whole(path, value, least, most) {
      if (value === undefined || value === null) return;
      if (!Number.isInteger(value)) form.add(path, 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not int.`);
      else if ((value as number) < least) form.add(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${least}.`);
      else if ((value as number) > most) form.add(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${most}.`);
    },
    list(path, value, least, most): value is unknown[] {
      if (!Array.isArray(value)) {
        form.add(path, value === undefined ? 'BASE_TYPE_REQUIRED' : 'LIST_TYPE_CONVERT', value === undefined ? 'This field is required' : 'Only iterables may be used in a ListType');
        return false;
      }
      if (value.length < least || value.length > most) form.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
      return true;
    },
    flag(path, value) {
      if (value !== undefined && value !== null && typeof value !== 'boolean') form.add(path, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
    },
    end() {
      if (faulty) throw new Refusal(400, 50035, 'Invalid Form Body', errors);
    },
  };
  return form;
}

/** A value as an object to look into; something empty when it is none. */
export function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
