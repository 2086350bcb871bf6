import { UserError } from '#core/errors.ts';

/**
 * A web address as people paste it, made whole. Only http and https: nothing that runs, and no name or password in it.
 * @throws UserError when it is no such address
 */
export function readLink(typed: string, field: string): string {
  const text = typed.trim().replace(/^<(.*)>$/, '$1');
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.') || /\s/.test(text)) throw new UserError('error.link.unknown', { typed: typed.slice(0, 80) }, field);
  if (url.username !== '' || url.password !== '') throw new UserError('error.link.secret', {}, field);
  return url.href;
}
