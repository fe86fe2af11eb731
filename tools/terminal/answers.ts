/** Whether anything listens where a service of this machine should: its file of endpoints outlives a terminal that was closed. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Failure } from '../../src/lib/errors.ts';

const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);
const PATIENCE_MS = 5000;

/**
 * Throws when nothing listens at one of these URLs. Only those of this machine are tried: the way to others may lead through
 * a proxy, which the SDKs know.
 */
export async function mustAnswer(urls: readonly (string | undefined)[], whatToDo: string): Promise<void> {
  const here = urls.filter((url) => url !== undefined).filter((url) => HERE.has(new URL(url).hostname));
  const answers = await Promise.all(here.map(listens));
  const silent = here.find((_, index) => answers[index] === false);
  if (silent === undefined) return;
  throw new Failure('misconfigured', 'NothingAnswers', `Nothing answers at ${new URL(silent).origin}. ${whatToDo}`);
}

async function listens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
