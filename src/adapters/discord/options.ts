import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { APIApplicationCommandAutocompleteInteraction, APIApplicationCommandInteractionDataBasicOption, APIApplicationCommandOptionChoice, APIChatInputApplicationCommandInteractionData } from 'discord-api-types/v10';
import type { Bot, From } from '#bot/bot.ts';
import { cut } from '#core/fit.ts';
import { inTime } from '#adapters/underway.ts';

type Basic = APIApplicationCommandInteractionDataBasicOption;

/** How long choices may take: whoever types has typed on by then. In milliseconds. */
const patience = 2000;

/** The command that a slash command is, with its options; undefined for one that is none of ours, or no more. */
export function commandOf({ commands, aliases }: Pick<Bot, 'commands' | 'aliases'>, { name, options = [] }: Pick<APIChatInputApplicationCommandInteractionData, 'name' | 'options'>, prefix: string): { readonly name: string; readonly options: readonly Basic[] } | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const noun = name.slice(prefix.length);
  const [first] = options;
  const whole = first?.type === ApplicationCommandOptionType.Subcommand ? `${noun}.${first.name}` : Object.hasOwn(aliases, noun) ? aliases[noun]! : noun;
  if (!commands.some((command) => command.name === whole)) return undefined;
  return { name: whole, options: (first?.type === ApplicationCommandOptionType.Subcommand ? (first.options ?? []) : options) as readonly Basic[] };
}

/** What could stand in the option that is being typed; nothing where that cannot be told in time. */
export async function choicesFor(bot: Bot, data: APIApplicationCommandAutocompleteInteraction['data'], prefix: string, from: From): Promise<APIApplicationCommandOptionChoice<string>[]> {
  const called = commandOf(bot, data as Pick<APIChatInputApplicationCommandInteractionData, 'name' | 'options'>, prefix);
  const option = called?.options.find((each) => 'focused' in each && each.focused === true);
  if (!called || !option) return [];
  const found = await inTime(patience, bot.suggest(called.name, option.name, String(option.value), from), []);
  return found.filter(({ value }) => value !== '').slice(0, 25).map(({ label, value }) => ({ name: cut(label.trim() || value, 100), value: cut(value, 100) }));
}
