// The service, of which this host knows nothing but what it says: asked without anybody's credentials.

import { lang } from './text.js';

let base;

/** From here on this service is meant. */
export const use = (api) => {
  base = api;
};
export const origin = () => base;
/** Its host as signed texts name it. */
export const host = () => new URL(base).host;

/** An answer; throws `{code, title, detail, status, field}`. */
export async function api(path, { method = 'GET', body } = {}) {
  const headers = { 'accept-language': lang() };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(`${base}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  } catch {
    throw { code: 'network' };
  }
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return said;
  throw { status: answer.status, code: 'network', ...(said ?? {}) };
}

export const get = (path) => api(path);
export const post = (path, body) => api(path, { method: 'POST', body });
export const put = (path, body) => api(path, { method: 'PUT', body });
export const remove = (path, body) => api(path, { method: 'DELETE', body });

export const pause = (ms) => new Promise((then) => setTimeout(then, ms));
