import { Failure } from '../../errors.ts';

/**
 * What the service sent is not what it should be. Nothing of it is used: a page or an item that is passed over would look
 * like access that nobody has. `where` names types and properties, never values.
 */
export function unexpectedAnswer(what: string, where: string): Failure {
  return new Failure('transient', 'UnexpectedAnswer', `Azure sent ${what} that cannot be read: ${where}.`);
}
