import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { originalName } from '../../src/symbols/original-name.js';

/**
 * V8's name of the function that starts at the `@` of a line; an identifier with a name in the map stands in it as
 * `<a=written>`.
 */
function nameIn(line: string, functionName: string): string {
  const named: Array<{ column: number; name: string }> = [];
  let text = '';
  let column = -1;
  for (const part of line.split(/(<[^<>]+=\w+>|@)/)) {
    const [, short, name] = /^<(.+)=(\w+)>$/.exec(part) ?? [];
    if (part === '@') column = text.length;
    if (short !== undefined && name !== undefined) named.push({ column: text.length, name });
    text += part === '@' ? '' : (short ?? part);
  }
  assert.notEqual(column, -1, line);
  return originalName(functionName, {
    text,
    column,
    named: named.filter((one) => one.column <= column),
    nameOf: ({ name }) => name,
  });
}

describe('originalName', () => {
  for (const { shape, line } of [
    { shape: 'a declaration', line: 'function <a=written>@(b){}' },
    { shape: 'an async declaration', line: 'async function <a=written>@(b){}' },
    { shape: 'a generator', line: 'function*<a=written>@(b){}' },
    { shape: 'a method', line: '{<a=written>@(b){}}' },
    { shape: 'a static async method', line: 'static async <a=written>@(b){}' },
    { shape: 'an arrow', line: 'var <a=written>=@(b,c)=>{}' },
    { shape: 'an arrow with spaces', line: 'const <a=written> = @(b, c) => {}' },
    { shape: 'an arrow of one parameter', line: 'var <a=written>=@<b=other>=>{}' },
    { shape: 'an async arrow that starts at its parameters', line: 'var <a=written>=async@(b)=>{}' },
    { shape: 'an async arrow that starts at async', line: 'var <a=written>=@async(b)=>{}' },
    { shape: 'an async arrow of one parameter', line: 'var <a=written>=async @<b=other>=>{}' },
    { shape: 'a function expression', line: 'var <a=written>=function@(b){}' },
    { shape: 'an async generator expression', line: 'var <a=written>=async function*@(b){}' },
    { shape: 'a named function expression', line: 'var <b=other>=function <a=written>@(c){}' },
    { shape: 'a property’s arrow', line: '{<a=written>:@b=>{}}' },
    { shape: 'a property’s function', line: '{<a=written>: async function@(b){}}' },
    { shape: 'a class’s constructor', line: 'class <a=written>{constructor@(b){}}' },
    { shape: 'a derived class’s constructor', line: 'class <a=written> extends <b=other>{constructor@(c){}}' },
    { shape: 'a class expression’s constructor', line: 'var <a=written>=class{constructor@(b){}}' },
    { shape: 'a class expression with a name of its own', line: '<b=other>=class <a=written>{constructor@(c){}}' },
    { shape: 'a constructor behind other members', line: 'var <a=written>=class{b=1;c(){}constructor@(d){}}' },
    { shape: 'a class without a constructor of its own', line: 'var <a=written>=class@{b=1}' },
    { shape: 'the nearest of two with one short name', line: 'function <a=other>(){}function <a=written>@(b){}' },
    { shape: 'a declaration below its own parameter', line: 'function <a=written>@(<a=other>){}' },
  ]) {
    it(`the name that a minifier shortened is found for ${shape}`, () => {
      assert.equal(nameIn(line, 'a'), 'written');
    });
  }

  for (const { title, line, name, expected } of [
    { title: 'an assigned property', line: 'b.<a=written>=function@(){}', name: 'b.a', expected: 'b.written' },
    {
      title: 'an object that is assigned into',
      line: '<a=written>.b=async@()=>{}',
      name: 'a.b',
      expected: 'written.b',
    },
    {
      title: 'an object and the property assigned to it',
      line: '<a=written>.<b=other>=@()=>{}',
      name: 'a.b',
      expected: 'written.other',
    },
    { title: 'a prototype', line: '<a=written>.prototype.b=function@(){}', name: 'a.b', expected: 'written.b' },
    {
      title: 'a prototype of a part',
      line: '<a=written>.b.prototype.c=@()=>{}',
      name: 'a.b.c',
      expected: 'written.b.c',
    },
    { title: 'a private method', line: '{<#a=written>@(b){}}', name: '#a', expected: 'written' },
    { title: 'a getter', line: '{get <a=written>@(){}}', name: 'get a', expected: 'get written' },
    { title: 'a private setter', line: '{set <#a=written>@(b){}}', name: 'set #a', expected: 'set written' },
    { title: 'a name with signs of a pattern', line: 'var <$a$=written>=@b=>{}', name: '$a$', expected: 'written' },
  ]) {
    it(`the name that a minifier shortened is found for ${title}`, () => {
      assert.equal(nameIn(line, name), expected);
    });
  }
});

describe('names without an original', () => {
  for (const { reason, line, name = 'a' } of [
    { reason: 'it is empty', line: 'var <a=written>=@()=>{}', name: '' },
    { reason: 'the map has no names', line: 'function a@(b){}' },
    { reason: 'the map names another identifier only', line: 'function a@(b){}<c=written>' },
    { reason: 'the identifier only begins like it', line: 'function <ab=written>@(){}' },
    { reason: 'the identifier ends with a dollar sign', line: 'function <a$=written>@(){}' },
    { reason: 'the identifier is called and not declared', line: '<a=written>(1);b(@()=>{})' },
    { reason: 'another function lies between', line: '<a=written>=b,c=@()=>{}' },
    { reason: 'the identifier is compared and not assigned', line: '<a=written>==@b=>{}' },
    { reason: 'the identifier is read behind an operator', line: '<a=written>||@(()=>{})' },
    { reason: 'a word only begins like function', line: '<a=written>=functional@(b)' },
    { reason: 'a word only begins like class', line: '<a=written>=classy;b@(c)' },
    { reason: 'a word only ends like class', line: 'subclass <a=written>;b@(c)' },
    { reason: 'it was given elsewhere', line: '<a=written>[b]=@()=>{}', name: 'b' },
    { reason: 'an object is called and not assigned into', line: '<a=written>.b(@()=>{})', name: 'a.b' },
    { reason: 'it has the name of the object it is assigned into', line: '<a=written>.b=function a@(){}' },
    { reason: 'it is a method that a class only shares its short name with', line: 'var <a=written>=class{a@(){}}' },
    { reason: 'it is a name of many parts', line: '<a=written>=@()=>{}', name: 'a.b' },
  ]) {
    it(`V8’s name of a function stays where ${reason}`, () => {
      assert.equal(nameIn(line, name), name);
    });
  }

  it('V8’s name of a function stays where the map’s columns lie beyond the line', () => {
    const named = [{ column: 500, name: 'written' }];
    assert.equal(originalName('a', { text: 'function a(){}', column: 10, named, nameOf: ({ name }) => name }), 'a');
    assert.equal(originalName('a', { text: '', column: 10, named, nameOf: ({ name }) => name }), 'a');
  });
});
