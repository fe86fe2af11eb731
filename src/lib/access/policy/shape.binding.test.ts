import { describe, expect, it } from 'vitest';
import { problemsOf, withBinding } from '../../../../test/builders/policyText.ts';

const A_GUID = 'an object id, which is a GUID';

describe('what is wrong with a binding', () => {
  it.each([
    [
      'a name of blanks',
      withBinding('name: "  "'),
      '4:11 bindings[0].name | bindings[0].name is not one line of 1 to 100 visible characters without blanks around it. | Set bindings[0].name to a text of one line, up to 100 characters.',
    ],
    [
      'a name of two lines',
      withBinding('name: "a\\nb"'),
      '4:11 bindings[0].name | bindings[0].name is not one line of 1 to 100 visible characters without blanks around it. | Set bindings[0].name to a text of one line, up to 100 characters.',
    ],
    [
      'a name that writes from right to left',
      withBinding('name: "a\\u202eb"'),
      '4:11 bindings[0].name | bindings[0].name is not one line of 1 to 100 visible characters without blanks around it. | Set bindings[0].name to a text of one line, up to 100 characters.',
    ],
    [
      'a name that is a number',
      withBinding('name: 007'),
      '4:11 bindings[0].name | bindings[0].name is a number, not a text. | Put it in quotes: "007".',
    ],
    [
      'a name that is true',
      withBinding('name: True'),
      '4:11 bindings[0].name | bindings[0].name is true, not a text. | Put it in quotes: "True".',
    ],
    [
      'a name that is a map',
      withBinding('name: {}'),
      '4:11 bindings[0].name | bindings[0].name is a map, not a text. | Set bindings[0].name to a text of one line, up to 100 characters.',
    ],
    [
      'a group by name',
      withBinding('group: sg-admins'),
      '4:12 bindings[0].group | bindings[0].group is a text, not a map. | Set bindings[0].group to a group, such as { id: GUID, name: sg-server-admins }.',
    ],
    [
      'a group without an id',
      withBinding('group: { name: sg-admins }'),
      `4:12 bindings[0].group.id | bindings[0].group.id is missing. | Set bindings[0].group.id to ${A_GUID}.`,
    ],
    [
      'an id that is none',
      withBinding('group: { id: sg-admins }'),
      `4:18 bindings[0].group.id | bindings[0].group.id is "sg-admins", which is not a GUID. | Set bindings[0].group.id to ${A_GUID}.`,
    ],
    [
      'an id that is a number',
      withBinding('group: { id: 1 }'),
      `4:18 bindings[0].group.id | bindings[0].group.id is a number, not a text. | Set bindings[0].group.id to ${A_GUID}.`,
    ],
    [
      'an id of endless length',
      withBinding(`group: { id: ${'x'.repeat(300)} }`),
      `4:18 bindings[0].group.id | bindings[0].group.id is "${'x'.repeat(59)}…", which is not a GUID. | Set bindings[0].group.id to ${A_GUID}.`,
    ],
    [
      'a role in capitals',
      withBinding('role: Administrator'),
      '4:11 bindings[0].role | bindings[0].role is "Administrator", which is neither administrator nor user. | Set bindings[0].role to administrator or user.',
    ],
    [
      'a role in a list',
      withBinding('role: [user]'),
      '4:11 bindings[0].role | bindings[0].role is a list, not one word. | Set bindings[0].role to administrator or user.',
    ],
    [
      'a way to assign in a map',
      withBinding('assign: { members: true }'),
      '4:13 bindings[0].assign | bindings[0].assign is a map, not one word. | Set bindings[0].assign to members or group.',
    ],
    [
      'an empty role',
      withBinding('role:'),
      '4:5 bindings[0].role | bindings[0].role is empty. | Set bindings[0].role to administrator or user.',
    ],
    [
      'another way to assign',
      withBinding('assign: group-mode'),
      '4:13 bindings[0].assign | bindings[0].assign is "group-mode", which is neither members nor group. | Set bindings[0].assign to members or group.',
    ],
    [
      'a date of another country',
      withBinding('expires: 30.06.2027'),
      '4:14 bindings[0].expires | bindings[0].expires is "30.06.2027", which is not a day such as 2027-06-30. | Set bindings[0].expires to a day such as 2027-06-30.',
    ],
    [
      'a moment for a day',
      withBinding('expires: 2027-06-30T00:00:00Z'),
      '4:14 bindings[0].expires | bindings[0].expires is "2027-06-30T00:00:00Z", which is not a day such as 2027-06-30. | Set bindings[0].expires to a day such as 2027-06-30.',
    ],
    [
      'a day that there is not',
      withBinding('expires: 2027-02-29'),
      '4:14 bindings[0].expires | bindings[0].expires is "2027-02-29", a day that the calendar does not have. | Set bindings[0].expires to a day such as 2027-06-30.',
    ],
    [
      'a year for a day',
      withBinding('expires: 2027'),
      '4:14 bindings[0].expires | bindings[0].expires is a number, not a text. | Set bindings[0].expires to a day such as 2027-06-30.',
    ],
    [
      'yes for true',
      withBinding('adopt: yes'),
      '4:12 bindings[0].adopt | bindings[0].adopt is a text, neither true nor false. | Set bindings[0].adopt to true or false.',
    ],
  ])('is told: %s', (_sentence, text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });
});
