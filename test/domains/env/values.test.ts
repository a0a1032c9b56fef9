import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/domains/env/parse.ts';
import type { Assignment } from '../../../core/domains/env/tree.ts';
import { filePath } from '../../../core/text/filePath.ts';
import { applyEdits } from '../../../core/text/textEdit.ts';

const VARIABLE = 'GRPC_ENFORCE_ALPN_ENABLED';

function assignmentsIn(name: string, text: string): readonly Assignment[] {
  return parse(text.replaceAll('NAME', VARIABLE), filePath(`/ws/${name}`)).tree.assignments;
}

/** The values of a text, in their order. `undefined`: something else decides. */
function valuesIn(name: string, text: string): readonly (string | undefined)[] {
  return assignmentsIn(name, text).map(({ value }) => value);
}

/** A text without each of its assignments. `undefined`: that one cannot go by itself. */
function without(name: string, text: string): readonly (string | undefined)[] {
  const whole = text.replaceAll('NAME', VARIABLE);
  return assignmentsIn(name, text).map(({ removal }) =>
    removal === undefined
      ? undefined
      : applyEdits(whole, [{ span: removal, newText: '' }]).replaceAll(VARIABLE, 'NAME'),
  );
}

describe('a file of variables, as compose-go 2.16 reads it', () => {
  it.each([
    ['NAME=false', 'false'],
    ['NAME="false"', 'false'],
    ["NAME='false' # c", 'false'],
    ['NAME=false # c', 'false'],
    ['NAME=false# c', 'false# c'],
    ['NAME=false\t# c', 'false\t# c'],
    ['export NAME=false', 'false'],
    [' NAME = false ', 'false'],
    ['NAME: false', 'false'],
    ['NAME= "false"', 'false'],
    ['NAME="false" x', 'false'],
    ["NAME='fal\"se'", 'fal"se'],
    ['NAME=', ''],
    ['NAME=${OTHER:-false}', 'false'],
    ['NAME="${OTHER-false}"', 'false'],
    ['NAME=$OTHER', undefined],
    ['NAME="fal\\se"', undefined],
    ['NAME="false', undefined],
    ['A="b\nNAME=0\n"\nNAME=1', '1'],
    ['\uFEFFNAME=false', 'false'],
  ])('%j gives %j', (text, value) => {
    expect(valuesIn('.env', text)).toEqual([value]);
  });

  it.each(['NAME', '# NAME=false', 'NAME_TOO=false', 'MY_NAME=false', 'export NAME', 'echo NAME=false'])(
    '%j gives nothing',
    (text) => {
      expect(valuesIn('.env', text)).toEqual([]);
    },
  );
});

describe('what systemd 252 makes of a unit', () => {
  it.each([
    ['Environment=NAME="false"', 'false'],
    ["Environment=NAME='fal'se", 'false'],
    ['Environment="NAME=false"', 'false'],
    ['Environment=NAME=false# c', 'false#'],
    ['Environment="A=b" \\\n# comment\n  NAME=false', 'false'],
    ['Environment=NAME=%%', '%'],
    ['Environment=NAME=%i', undefined],
    ['Environment=NAME=false;A=b', 'false;A=b'],
    ['Environment="NAME"=false A=', undefined],
    ['Environment=A= NAME=', ''],
    ['Environment = NAME=false', 'false'],
    ['Environment=NAME=fal\\x73e', undefined],
  ])('%j gives %j', (text, value) => {
    const values = valuesIn('a.service', `[Service]\n${text}\n`);
    // Quotes around the name alone are not understood: nothing is said of such a line.
    expect(values).toEqual(text.includes('"NAME"=') ? [] : [value]);
  });

  it.each(['#Environment=NAME=false', '; Environment=NAME=false', 'UnsetEnvironment=NAME', 'PassEnvironment=NAME'])(
    '%j gives nothing',
    (text) => {
      expect(valuesIn('a.service', `[Service]\n${text}\n`)).toEqual([]);
    },
  );
});

describe('a unit as a whole', () => {
  it.each([
    ['[Service]\nEnvironment=NAME=false\nEnvironment=\n', [false]],
    ['[Service]\nEnvironment=\nEnvironment=NAME=false\n', [true]],
    ['[Service]\nEnvironment=NAME=false\nEnvironment=NAME=true\n', [false, true]],
    ['[Service]\nEnvironment=NAME=false\nUnsetEnvironment=A NAME\n', [false]],
    ['[Service]\nUnsetEnvironment=NAME=false\nEnvironment=NAME=false\n', [false]],
    ['[Service]\nUnsetEnvironment=NAME=true\nEnvironment=NAME=false\n', [true]],
    ['[Service]\nUnsetEnvironment=NAME\nUnsetEnvironment=\nEnvironment=NAME=false\n', [true]],
    ['[Unit]\nEnvironment=NAME=false\n[Service]\nEnvironment=NAME=false\n', [false, true]],
    ['[service]\nEnvironment=NAME=false\n', [false]],
    ['Environment=NAME=false\n', []],
    ['[Service]\nExecStart=/a \\\n# c\n  b \\\nEnvironment=NAME=false\n', []],
  ])('%j', (text, reached) => {
    expect(assignmentsIn('a.service', text).map(({ unreached }) => unreached === undefined)).toEqual(reached);
  });

  it.each([
    ['A=b \\\n# c\n  NAME=0 \\\n  C=d\n', 'A=b \\\n# c\n  C=d\n'],
    ['A=b \\\n# c\n  NAME=0\n', undefined],
    ['\\\n; c\n  NAME=0\n', undefined],
    ['A=b NAME=0 \\\n  C=d\n', 'A=b \\\n  C=d\n'],
  ])('%j is %j without it: no comment is lost', (value, expected) => {
    const head = '[Service]\nEnvironment=';
    expect(without('a.service', head + value)).toEqual([expected && head + expected]);
  });
});

describe('what systemd makes of a file that EnvironmentFile= names', () => {
  it.each([
    ['NAME="false"', 'false'],
    ['NAME=false # c', 'false # c'],
    [' NAME = false ', 'false'],
    ['NAME="fal"\'se\'', 'false'],
    ['NAME=fal"se"', 'fal"se"'],
    ['NAME=fal\\\nse', 'false'],
    ['NAME=$A', '$A'],
  ])('%j gives %j', (text, value) => {
    expect(valuesIn('etc/default/a', text)).toEqual([value]);
  });

  it.each(['export NAME=false', '; NAME=false', '# NAME=false'])('%j gives nothing', (text) => {
    expect(valuesIn('etc/default/a', text)).toEqual([]);
  });
});

describe('compose (compose-go 2.16)', () => {
  const service = (environment: string): string => `services:\n  a:\n    environment:\n${environment}\n`;

  it.each([
    ['      NAME: false', 'false'],
    ['      NAME: "false"', 'false'],
    ['      NAME: no', 'no'],
    ['      NAME: 0', '0'],
    ['      NAME: FALSE', 'FALSE'],
    ["      NAME: ''", ''],
    ['      NAME: ${UNSET:-false}', 'false'],
    ['      NAME: ${UNSET}', undefined],
    ['      NAME: $$false', '$false'],
    ['      - NAME=false', 'false'],
    ['      - NAME="false"', '"false"'],
    ["      - NAME='false'", "'false'"],
    ['      - "NAME=false"', 'false'],
    ['      - NAME= false', ' false'],
    ['      - NAME=false # c', 'false'],
    ['      - NAME=', ''],
    ['      - "NAME=${UNSET:-false}"', 'false'],
  ])('%j gives %j', (environment, value) => {
    expect(valuesIn('compose.yaml', service(environment))).toEqual([value]);
  });

  it.each(['      NAME:', '      NAME: ~', '      - NAME', '      MY_NAME: false', '      # NAME: false'])(
    '%j gives nothing: what is there already is passed on',
    (environment) => {
      expect(valuesIn('compose.yaml', service(environment))).toEqual([]);
    },
  );
});

describe('YAML without one of its variables', () => {
  it.each([
    ['environment:\n      NAME: |\n        0\n      A: b\n', 'environment:\n      A: b\n'],
    [
      'environment:\n      A: b\n      NAME: >-\n        0\n\n    image: a\n',
      'environment:\n      A: b\n\n    image: a\n',
    ],
  ])('%j is %j', (service, expected) => {
    const head = 'services:\n  a:\n    ';
    expect(without('compose.yaml', head + service)).toEqual([head + expected]);
  });
});

describe('a manifest of Kubernetes (kubectl 1.32)', () => {
  const refusalOf = (value: string): string | undefined =>
    assignmentsIn(
      'a.yaml',
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: NAME\n          value: ${value}\n`,
    )[0]?.refused;

  it.each(['false', 'no', 'off', 'n', 'y', 'FALSE', 'False', 'true'])('%s is a boolean and refused', (value) => {
    expect(refusalOf(value)).toContain('cannot unmarshal bool into Go struct field EnvVar');
  });

  it.each(['0', '0.5', '1'])('%s is a number and refused', (value) => {
    expect(refusalOf(value)).toContain('cannot unmarshal number into Go struct field EnvVar');
  });

  it.each(['"false"', "''", '~', '', 'f', 'disabled', '2001-01-01', '!!str false', '{{ .Values.a }}'])(
    '%s is taken',
    (value) => {
      expect(refusalOf(value)).toBeUndefined();
    },
  );

  it('is refused with an entry of a ConfigMap that is no text', () => {
    const [found] = assignmentsIn('a.yaml', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  NAME: false\n');
    expect(found?.refused).toContain('ConfigMap.data');
  });

  it('is not refused where only values for a template stand', () => {
    const [found] = assignmentsIn('values.yaml', 'env:\n  - name: NAME\n    value: false\n');
    expect(found).toMatchObject({ value: 'false', form: 'yaml' });
    expect(found?.refused).toBeUndefined();
  });

  it('names the image that gets it', () => {
    const containers =
      '    - image: registry.example:5000/shop/orders:1.2@sha256:0\n      env: [{name: NAME, value: "0"}]\n';
    expect(assignmentsIn('a.yaml', `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers}`)[0]?.program).toBe(
      'orders',
    );
  });
});

describe('a script', () => {
  it.each([
    ['export NAME=false', ['false']],
    ['NAME=\'fal\'"se" ./a', ['false']],
    ['NAME=fal\\se ./a', ['false']],
    ['A=$(NAME=0 b) NAME=false ./a', ['false']],
    ['NAME=$A ./a', [undefined]],
    ['NAME=${A:-false} ./a', ['false']],
    ['NAME=`a` ./a', [undefined]],
    ['declare -x NAME=false', ['false']],
    ['declare NAME=false', []],
    ['NAME=false', []],
    ['NAME=false; export NAME', ['false']],
    ['export -n NAME=false', []],
    ['env NAME=false ./a NAME=no', ['false']],
    ['env -u A B=c NAME=false ./a', ['false']],
    ['timeout 5 env NAME=false ./a', ['false']],
    ['sudo NAME=false ./a', ['false']],
    ['exec ./a NAME=false', []],
    ['./a NAME=false', []],
    ['a && NAME=false b || NAME=no c', ['false', 'no']],
    ['while NAME=false a; do NAME=no b; done', ['false', 'no']],
    ['docker run -e NAME=false b', ['false']],
    ['docker run --env=NAME=false b', ['false']],
    ['docker compose run -e NAME=false b', ['false']],
    ['docker build --build-arg NAME=false .', []],
    ['kubectl set env deployment/a NAME=false', ['false']],
    ['echo NAME=false >> "$GITHUB_ENV"', ['false']],
    ['echo NAME=false >> .env', []],
    ['# NAME=false ./a', []],
    ['a # NAME=false ./a', []],
    ['a#b; NAME=false ./a', ['false']],
    ['cat <<EOF\nNAME=false ./a\nEOF\nNAME=no ./a', ['no']],
    ['a "NAME=false b', []],
    ["a 'NAME=false b\n'; NAME=no c", ['no']],
    ['NAME+=false ./a', []],
  ])('%j gives %j', (text, values) => {
    expect(valuesIn('run.sh', text)).toEqual(values);
  });
});

describe('a script without one of its words', () => {
  it.each([
    ['declare -x NAME=0\n', ''],
    ['declare -x NAME=0 A=b\n', 'declare -x A=b\n'],
    ['if a; then export NAME=0; fi\n', undefined],
    ['if a; then\n  export NAME=0\nfi\n', undefined],
    ['if a; then\n  export NAME=0\n  b\nfi\n', 'if a; then\n  b\nfi\n'],
    ['f() {\n  export NAME=0\n}\n', undefined],
    ['[ a ] &&\n  export NAME=0\nb\n', undefined],
    ['a ||\n  # c\n  export NAME=0\nb\n', undefined],
    ['a # & (b)\nexport NAME=0\nb\n', 'a # & (b)\nb\n'],
    ['case $1 in\na)\n  export NAME=0\n  ;;\nesac\n', undefined],
    ['kubectl set env deploy/a NAME=0\n', undefined],
    ['kubectl set env deploy/a NAME=0 A=b\n', 'kubectl set env deploy/a A=b\n'],
    ['systemctl set-environment NAME=0\n', undefined],
    ['printf NAME=0 >>"$GITHUB_ENV"\n', undefined],
    ['docker run -e NAME=0 a\n', 'docker run a\n'],
    ['env NAME=0 a\n', 'env a\n'],
  ])('%j is %j', (text, expected) => {
    expect(without('run.sh', text)).toEqual([expected]);
  });
});

describe('a Dockerfile', () => {
  const told = (text: string): unknown =>
    assignmentsIn('Dockerfile', text).map(({ value, unreached, words }) => ({
      words,
      value,
      reached: unreached === undefined,
    }));

  it.each([
    ['ENV NAME=false', [{ words: '`ENV`', value: 'false', reached: true }]],
    ['ENV NAME false', [{ words: '`ENV`', value: 'false', reached: true }]],
    ['env NAME="false"', [{ words: '`ENV`', value: 'false', reached: true }]],
    ['ENV A=b \\\n # c\n NAME=0', [{ words: '`ENV`', value: '0', reached: true }]],
    ['ENV NAME=', [{ words: '`ENV`', value: '', reached: true }]],
    ['ARG NAME=false', [{ words: '`ARG`', value: 'false', reached: false }]],
    ['ARG NAME', []],
    ['ARG NAME=false\nRUN go test ./...', [{ words: '`ARG`', value: 'false', reached: true }]],
    ['ARG NAME=false\nENV NAME=${NAME}', [{ words: '`ENV`', value: 'false', reached: true }]],
    ['ARG A=0\nENV NAME=$A', [{ words: '`ENV`', value: '0', reached: true }]],
    ['ENV NAME=$A', [{ words: '`ENV`', value: undefined, reached: true }]],
    ['RUN NAME=false go test ./...', [{ words: '`RUN`', value: 'false', reached: true }]],
    ['CMD ["env", "NAME=false", "/a"]', [{ words: '`CMD`', value: 'false', reached: true }]],
    ['CMD ["/a", "NAME=false"]', []],
    ['LABEL NAME=false', []],
    ['# ENV NAME=false', []],
  ])('%j', (text, expected) => {
    expect(told(`FROM a\n${text}\n`)).toEqual(expected);
  });

  it('gives what is set in a stage to nobody who only copies files from it', () => {
    const build = 'FROM a AS build\nENV NAME=false\nRUN go build\n';
    expect(told(`${build}FROM b\nCOPY --from=build /a /a\n`)).toMatchObject([{ reached: false }]);
    expect(told(`${build}FROM b\nCOPY --from=0 /a /a\n`)).toMatchObject([{ reached: false }]);
    expect(told(`${build}FROM build\nCMD a\n`)).toMatchObject([{ reached: true }]);
    expect(told(`${build}CMD a\nFROM b\nCMD a\n`)).toMatchObject([{ reached: true }]);
    expect(told(`${build}FROM build AS c\nCMD a\nFROM b\nCMD a\n`)).toMatchObject([{ reached: true }]);
    expect(told(`${build}RUN go test ./...\nFROM b\nCOPY --from=build /a /a\n`)).toMatchObject([{ reached: true }]);
  });
});

describe('a Dockerfile of several stages', () => {
  it('says nothing of a stage that the image is not made of, where it says nothing of what to run', () => {
    const base = 'FROM a AS base\nENV NAME=false\n';
    expect(valuesIn('Dockerfile', `${base}FROM b\nCMD a\n`)).toEqual([]);
    expect(valuesIn('Dockerfile', `${base}FROM base AS dev\nFROM b\nCOPY --from=base /a /a\nCMD a\n`)).toEqual([]);
    expect(valuesIn('Dockerfile', `${base}FROM base AS dev\nFROM dev\nCMD a\n`)).toEqual(['false']);
  });

  it.each([
    ['ENV NAME=false\nENV NAME=true', [false, true]],
    ['ENV NAME=false NAME=$A', [false, true]],
    ['ENV NAME=false\nENV NAME=FALSE', [true, true]],
    ['ENV NAME=true\nENV NAME=false', [true, true]],
    ['ENV NAME=false\nRUN go test ./...\nENV NAME=true', [true, true]],
  ])('%j: the last value counts', (text, reached) => {
    const found = assignmentsIn('Dockerfile', `FROM a\n${text}\nCMD a\n`);
    expect(found.map(({ unreached }) => unreached === undefined)).toEqual(reached);
  });
});

describe('launch.json and devcontainer.json', () => {
  it.each([
    ['"false"', 'false'],
    ['"0"', '0'],
    ['"${env:ALPN}"', undefined],
    ['false', 'false'],
  ])('%s gives %j', (value, expected) => {
    expect(valuesIn('.vscode/launch.json', `{"configurations": [{"type": "go", "env": {"NAME": ${value}}}]}`)).toEqual([
      expected,
    ]);
    expect(valuesIn('.devcontainer.json', `{"containerEnv": {"NAME": ${value}}}`)).toEqual([expected]);
  });

  it('with what is no text launch nothing where Delve is the debugger; of others nothing is said', () => {
    const launch = (type: string): readonly Assignment[] =>
      assignmentsIn('.vscode/launch.json', `{"configurations": [{"type": "${type}", "env": {"NAME": false}}]}`);
    expect(launch('go').map(({ refused }) => refused)).toEqual([expect.stringContaining('`false` outside of quotes')]);
    expect(launch('cppdbg')).toEqual([]);
  });

  it.each([
    ['{"NAME":"0",}', '{}'],
    ['{"NAME":"0"}', '{}'],
    ['{"A":"b","NAME":"0",}', '{"A":"b",}'],
    ['{"NAME":"0",/* c */}', undefined],
    ['{/* c */"NAME":"0"}', '{/* c */}'],
  ])('%s is %j without it', (variables, expected) => {
    const text = `{"containerEnv": ${variables}}`;
    expect(without('.devcontainer.json', text)).toEqual([expected && `{"containerEnv": ${expected}}`]);
  });

  it('give nothing with null, and nothing from elsewhere', () => {
    expect(valuesIn('.vscode/launch.json', '{"configurations": [{"env": {"NAME": null}, "NAME": "false"}]}')).toEqual(
      [],
    );
    expect(valuesIn('.devcontainer.json', '{"env": {"NAME": "false"}, "customizations": {"NAME": "false"}}')).toEqual(
      [],
    );
  });
});

describe('a workflow of GitHub Actions', () => {
  it.each([
    ['env: { NAME: false }', ['false']],
    ['env: { NAME: "${{ inputs.a }}" }', [undefined]],
    ['env: { NAME: }', ['']],
    ['with: { NAME: false }', []],
    ['run: NAME=false go test ./...', ['false']],
    ['run: |\n      export A=b\n      export NAME=false', ['false']],
    ["run: 'it''s NAME=false go'", []],
    ['name: NAME=false go', []],
  ])('%j gives %j', (step, values) => {
    expect(valuesIn('.github/workflows/a.yml', `jobs:\n  a:\n    ${step}\n`)).toEqual(values);
  });
});
