// What people do on Slack, as it tells the app.
export const [app, team, hall] = ['A0BENCH0001', 'T0BENCH0001', 'C0BENCH0001'] as const;

/** So many people of the group, each in one process of the figures at a time. */
export const people = Array.from({ length: 64 }, (_, i) => `U0BENCH${String(i).padStart(4, '0')}`);

/** What tells one deed from all others, and where it can be answered later. */
export interface Deed {
  readonly trigger_id: string;
  readonly response_url: string;
}

/** A command as somebody gives it in the main room of the group. */
export const slash = (who: string, command: string, text: string, deed: Deed) => ({
  token: 'bench', team_id: team, team_domain: 'vienna', channel_id: hall, channel_name: 'vienna', user_id: who, user_name: `member${who.slice(-3)}`,
  command, text, api_app_id: app, is_enterprise_install: 'false', ...deed,
});

const by = (who: string, { trigger_id }: Deed) => ({
  user: { id: who, username: `member${who.slice(-3)}`, name: `member${who.slice(-3)}`, team_id: team },
  api_app_id: app, token: 'bench', trigger_id, team: { id: team, domain: 'vienna' }, enterprise: null, is_enterprise_install: false,
});

/** A button, on a message that only this person sees. */
export const press = (who: string, value: string, deed: Deed) => ({
  type: 'block_actions', ...by(who, deed), response_url: deed.response_url, state: { values: {} },
  container: { type: 'message', message_ts: '1790000000.000100', channel_id: hall, is_ephemeral: true }, channel: { id: hall, name: 'vienna' },
  actions: [{ action_id: 'b0', block_id: 'buttons', text: { type: 'plain_text', text: 'Show', emoji: false }, value, type: 'button', action_ts: '1790000001.000200' }],
});

interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly initial_value?: string;
  readonly initial_option?: object;
}
/** A form as an app has it shown. */
export interface View {
  readonly callback_id: string;
  readonly private_metadata?: string;
  readonly title: object;
  readonly blocks: readonly { readonly type: string; readonly block_id?: string; readonly element?: Element }[];
}

/** A form sent off: what it came with, but for the fields whose names hold these. Slack names a block that has no name itself. */
export function submit(who: string, view: View, values: Readonly<Record<string, string>>, deed: Deed) {
  const blocks = view.blocks.map((block, i) => ({ ...block, block_id: block.block_id ?? `block${i}` }));
  const filled = (name: string, { type, initial_value, initial_option }: Element) => {
    const given = values[Object.keys(values).find((key) => name.includes(key)) ?? ''];
    if (type === 'plain_text_input') return { type, value: given ?? initial_value ?? null };
    return { type, selected_option: given === undefined ? (initial_option ?? null) : { text: { type: 'plain_text', text: given, emoji: false }, value: given } };
  };
  const inputs = blocks.flatMap(({ block_id, element }): [string, object][] => (element ? [[block_id, { [element.action_id]: filled(`${block_id} ${element.action_id}`, element) }]] : []));
  return {
    type: 'view_submission', ...by(who, deed), response_urls: [],
    view: {
      private_metadata: '', ...view, blocks, id: 'V0BENCH0001', team_id: team, type: 'modal', state: { values: Object.fromEntries(inputs) }, hash: '1790000000.abcdef', clear_on_close: false, notify_on_close: false,
      previous_view_id: null, root_view_id: 'V0BENCH0001', app_id: app, external_id: '', app_installed_team_id: team, bot_id: 'B0BENCH0001',
    },
  };
}
