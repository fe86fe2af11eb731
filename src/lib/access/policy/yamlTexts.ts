/** What the YAML parser finds wrong, in plain words and with a fix. */
import type { YAMLError } from 'yaml';

interface Text {
  readonly message: string;
  readonly fix: string;
}

const ALIAS: Text = {
  message: 'A text that begins with * or & has a meaning of its own in YAML.',
  fix: 'Put the text in quotes, as in name: "*-web".',
};

const TAG: Text = {
  message: 'A text that begins with ! has a meaning of its own in YAML.',
  fix: 'Take the part with the exclamation mark away, or put the text in quotes.',
};

const INDENTATION: Text = {
  message: 'The indentation does not fit what stands above, or a bracket is not closed.',
  fix: 'Indent the entries of a list or a map equally, and close every [ and {.',
};

const COLON: Text = {
  message: 'This line does not read as "key: value".',
  fix: 'Write one "key: value" a line, with a blank after the colon; put a text that holds ": " in quotes.',
};

const STRUCTURE: Text = {
  message: 'YAML cannot tell what belongs together here.',
  fix: 'Look for a bracket, a comma, a dash or a quote that is too much or missing.',
};

const KEY: Text = {
  message: 'This key is not a plain text.',
  fix: 'Write a plain name before the colon.',
};

/** By the parser's own codes. */
const TEXTS: Readonly<Record<YAMLError['code'], Text>> = {
  ALIAS_PROPS: ALIAS,
  BAD_ALIAS: ALIAS,
  MULTIPLE_ANCHORS: ALIAS,
  MULTIPLE_TAGS: TAG,
  TAG_RESOLVE_FAILED: TAG,
  BAD_COLLECTION_TYPE: TAG,
  BAD_PROP_ORDER: STRUCTURE,
  BAD_DIRECTIVE: {
    message: 'A line that begins with % is an instruction to YAML.',
    fix: 'Take the line away.',
  },
  BAD_DQ_ESCAPE: {
    message: 'In a text in double quotes, a backslash begins an escape, and YAML does not know this one.',
    fix: 'Double the backslash, or put the text in single quotes.',
  },
  BAD_INDENT: INDENTATION,
  BAD_SCALAR_START: {
    message: 'A text cannot begin with this sign.',
    fix: 'Put the text in quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: COLON,
  MULTILINE_IMPLICIT_KEY: COLON,
  BLOCK_IN_FLOW: STRUCTURE,
  DUPLICATE_KEY: KEY,
  NON_STRING_KEY: KEY,
  KEY_OVER_1024_CHARS: KEY,
  IMPOSSIBLE: STRUCTURE,
  MISSING_CHAR: {
    message: 'Something is missing: a closing quote or bracket, a comma, or the colon after a key.',
    fix: 'Complete the line; the fault can be further up.',
  },
  MULTIPLE_DOCS: {
    message: 'A second document begins here.',
    fix: 'Keep one document: take the line --- and what belongs to the other document away.',
  },
  RESOURCE_EXHAUSTION: {
    message: 'Lists and maps stand too deep in each other.',
    fix: 'A policy has six levels at most.',
  },
  TAB_AS_INDENT: {
    message: 'A tab indents this line, and YAML allows only spaces there.',
    fix: 'Replace the tab with spaces.',
  },
  UNEXPECTED_TOKEN: STRUCTURE,
};

/** The words for one error of the parser. */
export function yamlText(error: YAMLError): Text {
  return TEXTS[error.code];
}
