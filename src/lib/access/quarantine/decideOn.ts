/** How an approver decides on a quarantine, in words. */
export function decideOn(id: string): string {
  return `Read GET /api/access/quarantines/${id}, then POST …/approve or …/reject`;
}
