import { describe, expect, it } from 'vitest';
import { AAD_LOGIN, machinePath, pollPath, type VirtualCloud, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('web-1');
const AAD_LOGIN_PATH = `${WEB_1}/extensions/AADLogin`;

function withMachine(): VirtualCloud {
  const cloud = virtualCloud();
  cloud.call('PUT', WEB_1, { location: 'westeurope' });
  return cloud;
}

describe('polling an operation', () => {
  it('tells the wait between polls by the time that an install takes, from 1 to 15 seconds', () => {
    const waits = [0, 0.2, 7, 3600].map((installSeconds) => {
      const { call, rules } = withMachine();
      rules.agents.say('*', { installSeconds });
      return call('PUT', AAD_LOGIN_PATH, AAD_LOGIN).headers['retry-after'];
    });

    expect(waits).toEqual(['1', '1', '7', '15']);
  });

  it('gives a new URL with every poll, and lets an old one be used', () => {
    const { call } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    const first = call('GET', pollPath(accepted));
    const second = call('GET', pollPath(accepted));

    expect(second.status).toBe(200);
    expect(new Set([accepted, first, second].map((reply) => pollPath(reply))).size).toBe(3);
  });

  it.each([
    ['signature', (path: string) => path.replace(/s=.{4}/, 's=AAAA')],
    ['certificate', (path: string) => path.replace(/c=.{4}/, 'c=AAAA')],
    ['time', (path: string) => path.replace(/t=\d/, 't=9')],
    ['operation', (path: string) => path.replace(/operationstatus\/.{4}/, 'operationstatus/0000')],
    ['query, which is gone', (path: string) => path.replace(/&t=.*/, '')],
  ])('refuses a tampered %s', (_what, tamper) => {
    const { call } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    expect(call('GET', tamper(pollPath(accepted))).status).toBe(403);
  });

  it('accepts another api-version in the URL: clients rewrite it', () => {
    const { call } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    expect(call('GET', pollPath(accepted).replace('2024-07-10', '2021-05-20')).status).toBe(200);
  });

  it('refuses a URL that is older than a day, and forgets operations that ended a day ago', () => {
    const { call, seconds, rules } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    seconds(24 * 3600 + 6);
    call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    expect(call('GET', pollPath(accepted)).status).toBe(403);
    expect(rules.world.operations.size).toBe(1);
  });

  it('answers 202 at the result URL while it runs, then the extension', () => {
    const { call, seconds } = withMachine();
    const accepted = call('PUT', AAD_LOGIN_PATH, AAD_LOGIN);

    const running = call('GET', pollPath(accepted, 'location'));
    seconds(5);
    const done = call('GET', pollPath(running, 'location'));

    expect(running).toMatchObject({ status: 202, headers: { 'retry-after': '5' } });
    expect(done.body).toEqual(call('GET', AAD_LOGIN_PATH).body);
  });
});
