/** The settings of access: whether it acts, where its policy is, and what the policy cannot loosen. */
import * as z from 'zod';
import { DEFAULT_GUARDS } from '../access/policy/guards.ts';
import { parseGuards, printGuards } from '../access/policy/guardsText.ts';
import { list, ncrontab, number, setting } from './setting.ts';

/** Every ten minutes. */
export const DEFAULT_ACCESS_SCHEDULE = '0 */10 * * * *';

const LOCAL = ['localhost', '127.0.0.1'];

/** The URL of a blob. Only the storage emulator, which is on the same machine, may speak http. */
const blobUrl = z.url({ protocol: /^https?$/, error: 'is not an https URL' }).transform((text, context): string => {
  const wrong = wrongWithBlob(new URL(text));
  if (wrong !== undefined) context.addIssue({ code: 'custom', ...wrong });
  return text;
});

function wrongWithBlob(url: URL): { readonly message: string; readonly params?: { readonly fix: string } } | undefined {
  if (url.protocol === 'http:' && !LOCAL.includes(url.hostname)) return { message: 'is not an https URL' };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return {
      message: 'carries more than the address of a blob',
      params: {
        fix: 'Take everything from the question mark on away, and any name before the host: the app reads the blob with its own identity, and a signature would be a secret in plain sight.',
      },
    };
  }
  const [container, blob] = url.pathname.split('/').filter((part) => part !== '');
  return container === undefined || blob === undefined ? { message: 'does not name a blob in a container' } : undefined;
}

const guards = z.string().transform((text, context) => {
  const read = parseGuards(text);
  if (read.ok) return read.guards;
  for (const { message, fix } of read.problems) {
    context.addIssue({ code: 'custom', message: `is wrong: ${message}`, params: { fix } });
  }
  return z.NEVER;
});

/** Tag names of ARM: at most 512 characters, none of these. "Use tags to organize your Azure resources", limitations. */
const tagName = z.string().regex(/^[^<>%&\\?/]{1,512}$/, {
  error: ({ input }) => `has "${String(input)}", which is not the name of a tag`,
});

/** The part of the table of settings that is about access. */
export const ACCESS_SETTINGS = {
  accessMode: setting({
    key: 'ACCESS_MODE',
    default: 'observe',
    shape: '`observe` or `enforce`',
    meaning: '`observe` plans and shows, and changes no role assignment; `enforce` also applies the plan.',
    read: z.enum(['observe', 'enforce'], 'is neither observe nor enforce'),
  }),
  accessPolicyUrl: setting({
    key: 'ACCESS_POLICY_URL',
    shape: 'the https URL of a blob, without a signature',
    meaning:
      'The access policy. A missing or broken policy is shown in the plan and the checks, and changes nothing. Plain http only for `localhost` and `127.0.0.1`.',
    read: blobUrl.optional(),
  }),
  removalConfirmSeconds: setting({
    key: 'REMOVAL_CONFIRM_SECONDS',
    default: '300',
    shape: 'a whole number from 1 to 86400',
    meaning:
      'The least distance of the two readings that must both show that somebody left a group before access is removed.',
    read: number(1, 86_400),
  }),
  guards: setting({
    key: 'GUARDS',
    default: printGuards(DEFAULT_GUARDS),
    shape:
      '`NAME=VALUE`, separated by commas, with the names of the default; `requireRoleAssignable` is `none`, `groupMode` or `all`',
    meaning:
      'The numbers above which changes of access wait for a person. What is not named has its default. These are upper limits: the policy can only make them stricter.',
    read: guards,
  }),
  trustedTags: setting({
    key: 'TRUSTED_TAGS',
    default: '',
    shape: 'names of tags, separated by commas',
    meaning:
      'The tags that selectors of the policy may use. Whoever may set such a tag on a machine decides who signs in there: name only tags that few people can write.',
    read: list.pipe(z.array(tagName)),
  }),
  accessSchedule: setting({
    key: 'ACCESS_SCHEDULE',
    default: DEFAULT_ACCESS_SCHEDULE,
    shape: 'an NCRONTAB expression of six fields',
    meaning: 'When groups and role assignments are compared.',
    read: ncrontab,
  }),
} as const;
