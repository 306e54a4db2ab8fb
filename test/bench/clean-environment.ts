/** The environment without the settings of whoever runs a bench: they are not those of its processes. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !/^(HEAPGAUGE_|OTEL_|NODE_(?!PATH$))/.test(name)));
}
