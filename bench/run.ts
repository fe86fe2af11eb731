/** `npm run bench`: every benchmark in a process of its own, one after the other, with its table; all of it goes to docs/benchmarks.md. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  { title: 'From an event to the installation', file: 'eventToInstall.ts', args: [] },
  { title: '200 machines at once, on the real stack', file: 'rollout.ts', args: ['200'] },
  { title: 'A sweep over 10,000 machines that finds nothing to do', file: 'idleSweep.ts', args: ['10000'] },
  { title: 'From a change of a group to the role', file: 'changeToRole.ts', args: ['10'] },
  { title: 'Calls of access, with everything carried out', file: 'accessCalls.ts', args: ['40'] },
  { title: 'What idle lanes lend each other', file: 'lanes.ts', args: ['100'] },
  { title: 'The planner alone', file: 'planner.ts', args: [] },
] as const;

const sections: string[] = [];
for (const { title, file, args } of BENCHES) {
  console.log(`\n${title}`);
  const said = await run(fileURLToPath(new URL(file, import.meta.url)), args);
  sections.push(`## ${title}\n\n\`node bench/${[file, ...args].join(' ')}\`\n\n\`\`\`\n${said.trim()}\n\`\`\`\n`);
}
const day = new Date().toISOString().slice(0, 10);
const about = `Written by \`npm run bench\` on ${day}, with Node ${process.version} on ${availableParallelism()} cores of a shared machine: figures to compare with each other, not to promise.`;
const page = ['# Benchmarks', about, ...sections].join('\n\n');
await writeFile(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), page);

/** Shows what a script prints as it comes, and answers it. A script that fails fails the whole. */
function run(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${script} ended with code ${String(code)}.`)),
    );
  });
}
