import { createRequire } from 'node:module';
import ts from 'typescript';

/** Finds where JSON does not have an exported type of a package, as compiling it would, except for names of enumerations. */
export class TypedJson {
  readonly #checker: ts.TypeChecker;
  readonly #exports = new Map<string, ts.Symbol>();

  /** @param modules the modules of the package whose declarations are read */
  constructor(packageName: string, modules: readonly string[]) {
    const require = createRequire(import.meta.url);
    const files = modules.map((name) => require.resolve(`${packageName}/${name}`).replace(/\.js$/, '.d.ts'));
    const program = ts.createProgram(files, {
      strict: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      // Declarations of data need nothing of the browser's, of Node's or of a newer language: loading those takes
      // seconds.
      lib: ['lib.es5.d.ts'],
      types: [],
    });
    this.#checker = program.getTypeChecker();
    modules.forEach((name, index) => {
      const file = program.getSourceFile(files[index] ?? '');
      const symbol = file && this.#checker.getSymbolAtLocation(file);
      for (const exported of symbol === undefined ? [] : this.#checker.getExportsOfModule(symbol)) {
        this.#exports.set(`${name}.${exported.name}`, exported);
      }
    });
  }

  /** Returns where a value differs from a type such as `dashboard.Dashboard`; unknown members are errors, too. */
  errors(value: unknown, typeName: string): readonly string[] {
    const symbol = this.#exports.get(typeName);
    if (symbol === undefined) return [`no type ${typeName}`];
    return this.#check(value, this.#checker.getDeclaredTypeOfSymbol(symbol), typeName);
  }

  #check(value: unknown, type: ts.Type, path: string): readonly string[] {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
    if (type.isUnion()) {
      const tries = type.types.map((one) => this.#check(value, one, path));
      return tries.reduce((best, one) => (one.length < best.length ? one : best));
    }
    if (type.isStringLiteral() || type.isNumberLiteral())
      return value === type.value ? [] : [this.#not(value, type, path)];
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      if (!Array.isArray(value) || item === undefined) return [this.#not(value, type, path)];
      return (value as unknown[]).flatMap((one, index) => this.#check(one, item, `${path}[${index}]`));
    }
    if (type.flags & ts.TypeFlags.Object) return this.#checkObject(value, type, path);
    const isOfType =
      (type.flags & ts.TypeFlags.String && typeof value === 'string') ||
      (type.flags & ts.TypeFlags.Number && typeof value === 'number') ||
      (type.flags & ts.TypeFlags.BooleanLike && this.#checker.typeToString(type) === String(value)) ||
      (type.flags & ts.TypeFlags.Null && value === null);
    return isOfType ? [] : [this.#not(value, type, path)];
  }

  #checkObject(value: unknown, type: ts.Type, path: string): readonly string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [this.#not(value, type, path)];
    const members = new Map<string, unknown>(Object.entries(value));
    const known = this.#checker.getPropertiesOfType(type).flatMap((property) => {
      const member = members.get(property.name);
      members.delete(property.name);
      const propertyType = this.#checker.getTypeOfSymbol(property);
      // Methods are no data.
      if (propertyType.getCallSignatures().length > 0) return [];
      if (member !== undefined) return this.#check(member, propertyType, `${path}.${property.name}`);
      return property.flags & ts.SymbolFlags.Optional ? [] : [`${path}.${property.name} is missing`];
    });
    const index = type.getStringIndexType();
    const others = [...members].flatMap(([name, member]) =>
      index === undefined ? [`${path}.${name} is unknown`] : this.#check(member, index, `${path}.${name}`),
    );
    return [...known, ...others];
  }

  #not(value: unknown, type: ts.Type, path: string): string {
    return `${path} is ${JSON.stringify(value)}, not ${this.#checker.typeToString(type)}`;
  }
}
