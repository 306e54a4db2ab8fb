import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './run-node.js';

/** Stands for what a text has filled in when it is written. */
const FILLED_IN = '…';

/** The fewest letters of a part of a line that say anything. */
const LEAST_PART = 5;

/**
 * Every text that the code in `src` writes down, as it would be printed: what is joined with `+` is one text, and
 * whatever is filled in is {@link FILLED_IN}.
 */
export function sourceTexts(): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const path of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const source = ts.createSourceFile(
      path,
      readFileSync(join(ROOT, 'src', path), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      const text = textOf(node);
      if (text === undefined) ts.forEachChild(node, visit);
      else {
        texts.add(text);
        // What is filled in may hold texts of its own.
        forEachFilledIn(node, visit);
      }
    };
    visit(source);
  }
  return texts;
}

/**
 * True where a printed line can come from these texts: what stands between its {@link FILLED_IN} is in one of them, or
 * in several after each other, as where a reason is filled in. Parts of a few letters say nothing and are passed over.
 */
export function isPrintedBy(line: string, texts: ReadonlySet<string>): boolean {
  const parts = line.split(FILLED_IN).filter((part) => part.trim().length >= LEAST_PART);
  return parts.length > 0 && parts.every((part) => isMadeOf(part.trim(), [...texts]));
}

function isMadeOf(part: string, texts: readonly string[]): boolean {
  for (let end = part.length; end >= LEAST_PART; end -= 1) {
    const beginning = part.slice(0, end);
    if (!texts.some((text) => text.includes(beginning))) continue;
    const rest = part.slice(end).trim();
    return rest === '' || isMadeOf(rest, texts);
  }
  return false;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => FILLED_IN + literal.text).join('');
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? FILLED_IN) + (right ?? FILLED_IN);
}

function forEachFilledIn(node: ts.Node, visit: (node: ts.Node) => void): void {
  if (ts.isTemplateExpression(node)) {
    for (const { expression } of node.templateSpans) visit(expression);
  } else if (ts.isBinaryExpression(node)) {
    for (const side of [node.left, node.right]) {
      if (textOf(side) === undefined) visit(side);
      else forEachFilledIn(side, visit);
    }
  }
}
