// For the tests: synthesizes the template of a deployment with given settings.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import example from '../../settings.example.json' with { type: 'json' };
import { ProfileStack } from '../profile-stack';
import { parseSettings, type Settings } from '../settings';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export interface Properties {
  [name: string]: Json;
}

export interface Synthesized {
  stack: ProfileStack;
  settings: Settings;
  template: Template;
  /** Returns the properties of every resource of a type, by logical id. */
  of(type: string): Map<string, Properties>;
  /** Returns the properties of the only resource of a type that has the given ones. */
  one(type: string, having?: Properties): Properties;
  /** The outputs, by the variable in their description. */
  outputs: Map<string, Json>;
}

/**
 * @param changes to the example settings
 * @param context as `cdk --context` sets it
 */
export function synthesize(
  changes: object = {},
  context: Record<string, string> = {},
): Synthesized {
  const settings = parseSettings({ ...example, ...changes });
  const folder = mkdtempSync(join(tmpdir(), 'synthesize-'));
  try {
    const functions = join(folder, 'functions');
    mkdirSync(functions);
    writeFileSync(join(functions, 'process-upload.mjs'), '');
    // Without `outdir`, the App creates another temporary folder, which nobody deletes.
    const app = new App({ context, outdir: join(folder, 'cdk.out') });
    const stack = new ProfileStack(app, settings, Code.fromAsset(functions));
    const template = Template.fromStack(stack);
    const of = (type: string) =>
      new Map(
        Object.entries(template.findResources(type)).map(([id, resource]) => [
          id,
          resource.Properties as Properties,
        ]),
      );
    return {
      stack,
      settings,
      template,
      of,
      one(type, having = {}) {
        const found = [...of(type).values()].filter((properties) =>
          Object.entries(having).every(
            ([name, value]) => JSON.stringify(properties[name]) === JSON.stringify(value),
          ),
        );
        const [only] = found;
        if (!only || found.length > 1) throw new Error(`${found.length} resources of ${type}`);
        return only;
      },
      outputs: new Map(
        Object.values(template.findOutputs('*')).map(({ Description, Value }) => [
          String(Description),
          Value as Json,
        ]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
