import { fieldsOf, type Field } from '#core/field.ts';
import type { Grammar } from '#core/parse.ts';
import type { Command } from '#bot/command.ts';

const made = new WeakMap<ReadonlyMap<string, Command>, Grammar[]>();
const asField: Field = { name: 'as', kind: 'line', required: false, asked: false };
const groupField: Field = { name: 'group', kind: 'line', required: false, asked: false };

/** The grammar of all commands, made of their schemas. Every command also understands `as:` and `group:`. */
export function grammarsOf(commands: ReadonlyMap<string, Command>): readonly Grammar[] {
  let grammars = made.get(commands);
  if (!grammars) {
    grammars = [...commands.values()].map(({ name, input, args }) => {
      let fields: readonly Field[] | undefined;
      return {
        name, args,
        // Read when a line first names the command: reading them all would make up a tenth of the program's start.
        get fields() {
          return (fields ??= withReserved(fieldsOf(input)));
        },
      };
    });
    made.set(commands, grammars);
  }
  return grammars;
}

function withReserved(own: readonly Field[]): readonly Field[] {
  return [...own, ...[asField, groupField].filter(({ name }) => own.every((field) => field.name !== name))];
}
