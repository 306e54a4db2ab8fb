import type { Session } from 'node:inspector';
import type { RawProfile } from './raw-profile.js';

/** The inspector's commands that this package sends: what each takes, and the part of its answer that is read. */
export interface InspectorCommands {
  'HeapProfiler.startSampling': { takes: { samplingInterval: number; stackDepth: number }; answers: unknown };
  'HeapProfiler.stopSampling': { takes: object; answers: unknown };
  'HeapProfiler.getSamplingProfile': { takes: object; answers: { profile: RawProfile } };
  'HeapProfiler.collectGarbage': { takes: object; answers: unknown };
  'HeapProfiler.takeHeapSnapshot': { takes: object; answers: unknown };
  'HeapProfiler.getHeapObjectId': { takes: { objectId: string }; answers: { heapSnapshotObjectId: string } };
  'Profiler.enable': { takes: object; answers: unknown };
  'Profiler.disable': { takes: object; answers: unknown };
  'Profiler.startPreciseCoverage': { takes: { callCount: boolean; detailed: boolean }; answers: unknown };
  'Profiler.stopPreciseCoverage': { takes: object; answers: unknown };
  'Debugger.enable': { takes: object; answers: unknown };
  'Debugger.disable': { takes: object; answers: unknown };
  'NodeWorker.enable': { takes: { waitForDebuggerOnStart: boolean }; answers: unknown };
  'NodeWorker.sendMessageToWorker': { takes: { sessionId: string; message: string }; answers: unknown };
  'Runtime.getHeapUsage': { takes: object; answers: { usedSize: number } };
  'Runtime.evaluate': {
    takes: { expression: string; objectGroup?: string; returnByValue?: boolean };
    answers: {
      result: { objectId: string; value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
  };
  'Runtime.queryObjects': { takes: { prototypeObjectId: string; objectGroup: string }; answers: unknown };
  'Runtime.releaseObjectGroup': { takes: { objectGroup: string }; answers: unknown };
}

/** The name of one of the {@link InspectorCommands}. */
export type InspectorCommand = keyof InspectorCommands;

/** The parameters of a command. */
export type ParametersOf<C extends InspectorCommand> = InspectorCommands[C]['takes'];

/** The answer to a command. */
export type AnswerOf<C extends InspectorCommand> = InspectorCommands[C]['answers'];

/** The outcome of a command: the inspector's error, or `null` and the answer. */
export type Outcome<C extends InspectorCommand> =
  [error: Error, answer: undefined] | [error: null, answer: AnswerOf<C>];

/**
 * Sends one command and hands its outcome over: before it returns where the session inspects its own thread, later
 * where it inspects another, and never where the session is disconnected before.
 */
export function sendCommand<C extends InspectorCommand>(
  session: Session,
  command: C,
  parameters: ParametersOf<C>,
  receive: (outcome: Outcome<C>) => void,
): void {
  session.post(command, parameters, (error: Error | null, answer?: object) => {
    receive(error === null ? [null, answer] : [error, undefined]);
  });
}
