// What people do on Discord, as the gateway tells it.
import { application, hall, server } from './platform.ts';

/** So many people of the group, each in one process of the figures at a time. */
export const people = Array.from({ length: 64 }, (_, i) => `2000000000000${String(i).padStart(5, '0')}`);

/** What a member does, in the main room of the group. */
const by = (id: string) => ({
  application_id: application, version: 1,
  guild_id: server, guild: { id: server, locale: 'en-US', features: [] },
  channel_id: hall, channel: { id: hall, type: 0, guild_id: server, name: 'vienna', topic: null, nsfw: false, position: 0, parent_id: null, last_message_id: null, rate_limit_per_user: 0, flags: 0, permissions: '2248473465835073' },
  member: {
    user: { id, username: `member${id.slice(-3)}`, discriminator: '0', global_name: 'A member', avatar: null, avatar_decoration_data: null, collectibles: null, clan: null, primary_guild: null, public_flags: 0 },
    nick: null, avatar: null, banner: null, roles: [], joined_at: '2026-01-01T00:00:00.000000+00:00', premium_since: null, deaf: false, mute: false, flags: 0, pending: false, permissions: '2248473465835073',
    communication_disabled_until: null, unusual_dm_activity_until: null,
  },
  locale: 'en-GB', guild_locale: 'en-US', app_permissions: '2248473465835073', entitlements: [], entitlement_sku_ids: [], authorizing_integration_owners: { 0: server }, context: 0, attachment_size_limit: 10_485_760,
});

interface Option {
  readonly type: number;
  readonly name: string;
  readonly value?: string;
  readonly focused?: true;
  readonly options?: readonly Option[];
}
const command = (type: 2 | 4) => (id: string, name: string, ...options: readonly Option[]) => ({ ...by(id), type, data: { id: '300000000000000001', name, type: 1, options } });

/** A command as somebody gives it. */
export const slash = command(2);
/** The same while it is being typed. */
export const typing = command(4);
export const option = (name: string, value: string): Option => ({ type: 3, name, value });
export const subcommand = (name: string, ...options: readonly Option[]): Option => ({ type: 1, name, options });

/** A button, on a message that only this person sees. */
export const press = (id: string, button: string) => ({
  ...by(id), type: 3, data: { custom_id: button, component_type: 2, id: 3 },
  message: {
    id: '400000000000000001', channel_id: hall, type: 20, flags: 32_832, content: '', author: { id: application, username: 'Secretariat', discriminator: '0000', global_name: null, avatar: null, bot: true },
    application_id: application, webhook_id: application, attachments: [], embeds: [], mentions: [], mention_roles: [], mention_everyone: false, pinned: false, tts: false, timestamp: '2026-01-01T00:00:00.000000+00:00', edited_timestamp: null,
    components: [{ type: 1, id: 1, components: [{ type: 2, id: 3, style: 2, label: 'Show', custom_id: button }] }],
  },
});

interface Field {
  readonly type: number;
  readonly custom_id: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly default?: boolean }[];
}
interface Modal {
  readonly custom_id: string;
  readonly components: readonly ({ readonly type: 18; readonly component: Field } | { readonly type: 1; readonly components: readonly Field[] } | { readonly type: 10 })[];
}

/** A form sent off: what it came with, but for the fields that are filled in. */
export function submit(id: string, modal: Modal, values: Readonly<Record<string, string>>) {
  const filled = ({ type, custom_id, value = '', options }: Field) => {
    const given = values[custom_id];
    if (type !== 3) return { type, id: 2, custom_id, value: given ?? value };
    return { type, id: 2, custom_id, values: given === undefined ? (options ?? []).filter((each) => each.default).map((each) => each.value) : [given] };
  };
  const components = modal.components.flatMap((part): object[] => {
    if (part.type === 18) return [{ type: 18, id: 1, component: filled(part.component) }];
    return part.type === 1 ? [{ type: 1, id: 1, components: part.components.map(filled) }] : [];
  });
  return { ...by(id), type: 5, data: { custom_id: modal.custom_id, components } };
}

/** What a bot has answered, where it has shown a form. */
export const modalOf = (body: string) => (JSON.parse(body) as { readonly data: Modal }).data;
