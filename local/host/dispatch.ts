import { ADMIN_PREFIX, type AdminDeps, answerAdmin } from './admin/admin.ts';
import { answerWebhook, WEBHOOK_PATH, type WebhookDeps } from './eventgrid/webhook.ts';
import type { Answer, HostRequest } from './http/exchange.ts';
import { answerFunction } from './http/functionRequests.ts';
import type { Routes } from './http/routes.ts';

const HOME_PAGE = '<!doctype html><title>Functions host</title><p>Your Functions app is up and running.</p>';

export interface DispatchDeps {
  routes: Routes;
  admin: AdminDeps;
  webhook: WebhookDeps;
}

/** Gives each request to the part of the host that answers it. */
export async function dispatch(request: HostRequest, { routes, admin, webhook }: DispatchDeps): Promise<Answer> {
  const path = request.url.pathname.toLowerCase();
  if (path.startsWith(ADMIN_PREFIX)) return answerAdmin(request, admin);
  if (path === WEBHOOK_PATH) return answerWebhook(request, webhook);
  if (path === '/' && request.method === 'GET') {
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HOME_PAGE };
  }
  return answerFunction(request, { routes, keys: webhook.keys, runner: webhook.runner });
}
