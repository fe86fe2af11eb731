/** What to do about a question that the directory did not answer. Pure. */
import type { Failure } from '../errors.ts';

/** Whether the directory refuses for lack of a permission. By its code: a token that is refused is denied as well. */
export function isPermissionMissing({ code }: Failure): boolean {
  return code === 'Authorization_RequestDenied';
}

/** What to do about permissions of Microsoft Graph that are missing, for people. */
export function permissionFix(permissions: string): string {
  return `Grant ${permissions} to the identity of this app; a new permission can take a day to reach it.`;
}

/** The way out, for people; `permissions` are those of Microsoft Graph that the question needs. */
export function directoryFix(failure: Failure, permissions: string): string {
  return isPermissionMissing(failure)
    ? permissionFix(permissions)
    : 'Ask again later; when it stays so, see what the code says of the directory.';
}
