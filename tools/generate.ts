/**
 * Writes the files that are made from code: docs/settings.md, docs/openapi.json and infra/access-policy.schema.json. With
 * `--check` it writes nothing and fails when one of them is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { API_INFO, APP_ENDPOINTS, HEALTH_ENDPOINTS, OPENAPI } from '../src/endpoints.ts';
import { policyJsonSchema } from '../src/lib/access/policy/jsonSchema.ts';
import { openApi } from '../src/lib/http/openapi.ts';
import type { Setting } from '../src/lib/settings/setting.ts';
import { SETTINGS } from '../src/lib/settings/settings.ts';

const FILES: Readonly<Record<string, () => string>> = {
  'docs/settings.md': settingsPage,
  'docs/openapi.json': () => json(openApi([...HEALTH_ENDPOINTS, ...APP_ENDPOINTS, OPENAPI], API_INFO)),
  'infra/access-policy.schema.json': () => json(policyJsonSchema()),
};

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function settingsPage(): string {
  const rows = Object.values<Setting<unknown>>(SETTINGS).map(({ key, default: usual, required, shape, meaning }) => {
    const shown = required === true ? '**required**' : usual === undefined || usual === '' ? 'none' : `\`${usual}\``;
    return `| \`${key}\` | ${shown} | ${shape} | ${meaning} |`;
  });
  return `# Settings

Environment variables (application settings of the Functions app). Everything is validated together at the first call; while
something is wrong \`GET /api/health\` says 503 and which, \`GET /api/health/checks\` says how to mend it, and nothing is written.

<!-- Made by \`npm run generate\` from src/lib/settings/settings.ts; edits here are lost. -->

| key | default | shape | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const check = process.argv.includes('--check');
for (const [path, make] of Object.entries(FILES)) {
  const text = make();
  if (!check) {
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is out of date: run npm run generate.`);
    process.exitCode = 1;
  }
}
