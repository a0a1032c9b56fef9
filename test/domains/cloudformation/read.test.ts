import { describe, expect, test } from 'vitest';
import { edgeIn, edgesIn, resources, textAt } from './template.ts';

const NLB = `
Lb:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties: {Type: network}
`;
const ALB = `
Lb:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
`;

function listener(...properties: readonly string[]): string {
  return `L:\n  Type: AWS::ElasticLoadBalancingV2::Listener\n  Properties:\n${properties.map((it) => it.replace(/^/gm, '    ')).join('\n')}`;
}

function group(...properties: readonly string[]): string {
  return `Tg:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties:\n${properties.map((it) => it.replace(/^/gm, '    ')).join('\n')}`;
}

const FORWARD = 'DefaultActions:\n  - {Type: forward, TargetGroupArn: !Ref Tg}';

test('the listener of a network load balancer', () => {
  const text = resources(NLB, listener('LoadBalancerArn: !Ref Lb', 'Port: 443', 'Protocol: TLS # why'));
  const edge = edgeIn(text);
  expect(edge).toMatchObject({
    ...{ source: 'cloudformation', product: 'aws-nlb', name: 'L', protocol: 'TLS', port: 443, tls: 'terminated' },
    ...{ hosts: [], policyIgnored: undefined, http2: undefined, targets: [], remarks: [] },
    alpnPolicy: { name: 'AlpnPolicy', declared: { kind: 'absent' } },
    grpc: { grpc: 'unknown' },
  });
  expect(textAt(text, edge.at)).toBe('TLS');
  expect(textAt(text, edge.alpnPolicy?.at)).toBe('L');
  expect(textAt(text, edge.declaration)).toMatch(/^L:\n {4}Type: [^]*TLS$/);
});

describe('which product, and what it does with TLS', () => {
  test.each([
    ['TLS', 'aws-nlb', 'terminated'],
    ['TCP', 'aws-nlb', 'passthrough'],
    ['TCP_UDP', 'aws-nlb', 'passthrough'],
    ['HTTPS', 'aws-alb', 'terminated'],
    ['HTTP', 'aws-alb', 'plain'],
  ])('%s tells', (protocol, product, tls) => {
    const text = resources(listener(`Protocol: ${protocol}`, 'LoadBalancerArn: !ImportValue lb'));
    expect(edgeIn(text)).toMatchObject({ product, tls });
  });

  test.each(['UDP', 'GENEVE', 'QUIC', '!Ref Protocol', ''])('nothing is said of %j', (protocol) => {
    expect(edgesIn(resources(listener(`Protocol: ${protocol}`, 'LoadBalancerArn: !Ref Other')))).toEqual([]);
  });

  test('the type of the load balancer tells where the protocol does not', () => {
    expect(edgeIn(resources(NLB, listener('Protocol: !Ref P', 'LoadBalancerArn: !Ref Lb')))).toMatchObject({
      ...{ product: 'aws-nlb', protocol: undefined, tls: undefined },
    });
    expect(edgeIn(resources(ALB, listener('Protocol: !Ref P', 'LoadBalancerArn: !Ref Lb')))).toMatchObject({
      ...{ product: 'aws-alb', protocol: undefined, tls: undefined },
      http2: { declared: { kind: 'absent' } },
    });
  });
});

describe('the ALPN policy', () => {
  const PARAMETERS = [
    'Parameters:',
    '  Given: {Type: String, Default: HTTP2Only, AllowedValues: [None, HTTP2Only]}',
    '  Open: {Type: String}',
    '  List: {Type: CommaDelimitedList, Default: HTTP2Only}',
    '  Ssm: {Type: "AWS::SSM::Parameter::Value<String>", Default: /alpn}',
    'Mappings:',
    '  ByStage: {prod: {alpn: HTTP2Only}}',
    '',
  ].join('\n');

  test.each([
    ['[HTTP2Only]'],
    ['HTTP2Only'],
    ['\n  - HTTP2Only'],
    ['["HTTP2Only"]'],
    ['[!Ref Given]'],
    ['!Ref List'],
    ['{Ref: List}'],
    ['[!Sub "${Given}"]'],
    ['[!Sub ["HTTP2${Rest}", {Rest: Only}]]'],
    ['[Fn::Sub: "${Given}"]'],
    ['!If [IsProd, [HTTP2Only], [!Ref Given]]'],
    ['[!Join ["", [HTTP2, Only]]]'],
    ['[!Select [1, [None, HTTP2Only]]]'],
    ['[!FindInMap [ByStage, prod, alpn]]'],
    ['[!If [IsProd, HTTP2Only, HTTP2Only]]'],
    ['[!Ref "AWS::NoValue", HTTP2Only]'],
  ])('%s is known', (written) => {
    expect(policy(written)?.declared).toMatchObject({ kind: 'stated', value: 'HTTP2Only' });
  });

  test.each([['!Ref AWS::NoValue'], ['[]'], ['null'], [''], ['{Ref: "AWS::NoValue"}']])('%s is none', (written) => {
    expect(policy(written)?.declared).toEqual({ kind: 'absent' });
  });

  test.each([
    ['[!Ref Open]', 'the parameter `Open` has no default'],
    ['[!Ref Ssm]', 'the parameter `Ssm` is the name of another value'],
    ['[!Ref Nowhere]', '`Nowhere` is not of this template'],
    ['[!Ref AWS::Region]', '`AWS::Region` is not of this template'],
    ['[!ImportValue alpn]', 'it comes from another stack'],
    ['!If [IsProd, [HTTP2Only], [None]]', 'the condition `IsProd` decides'],
    ['!If [IsProd, [HTTP2Only], !Ref AWS::NoValue]', 'the condition `IsProd` decides'],
    ['!Split [",", "HTTP2Only"]', '`Split` decides'],
    ['{Fn::Transform: {Name: X}}', '`Transform` decides'],
    ['!Include policy.yaml', '`Include` decides'],
    ['["{{resolve:ssm:/alpn}}"]', 'it is filled in elsewhere'],
    ['["${alpn}"]', 'it is filled in elsewhere'],
    ['[!Sub "${Open}"]', 'the parameter `Open` has no default'],
    ['[!FindInMap [ByStage, !Ref Open, alpn]]', 'a mapping decides'],
    ['[None, HTTP2Only]', 'there are several values'],
    ['[!Ref L]', 'the resource `L` decides'],
    ['{a: 1, b: 2}', 'it is no single value'],
  ])('%s is not known', (written, because) => {
    expect(policy(written)?.declared).toEqual({ kind: 'unknown', because });
    expect(policy(written)?.set('HTTP2Preferred')).toBeUndefined();
  });

  test('a default counts, and is said to be one', () => {
    const text = PARAMETERS + resources(listener('Protocol: TLS', 'AlpnPolicy: [!Ref Given]'));
    const edge = edgeIn(text);
    expect(edge.remarks).toEqual([
      '`AlpnPolicy` is HTTP2Only by default: it is up to the parameter `Given`, to which a deployment may give another value.',
    ]);
    expect(textAt(text, edge.alpnPolicy?.at)).toBe('AlpnPolicy');
    expect(edge.alpnPolicy?.declared).toMatchObject({ at: { span: { start: text.indexOf('HTTP2Only') } } });
    expect(edge.alpnPolicy?.set('HTTP2Preferred')).toBeUndefined();
  });

  test.each([
    ['Properties: !If [A, {Protocol: TLS}, {Protocol: TLS}]', []],
    ['Properties: {Protocol: TLS, Fn::Transform: {Name: AWS::Include}}', ['`Fn::Transform` may add it']],
    ['Properties: {Protocol: TLS, Fn::ForEach::P: [P, [AlpnPolicy], {}]}', ['`Fn::ForEach::P` may add it']],
    ['Properties: {Protocol: TLS, "{{ key }}": x}', ['what fills it in may add it']],
    ['Properties: {Protocol: TLS, <<: *nowhere}', ['what is merged may add it']],
    ['Properties: {Protocol: TLS, <<: !Include policy.yaml}', ['what is merged may add it']],
    ['Properties: {Protocol: TLS, <<: &self [{Port: 1}, *self]}', ['what is merged may add it']],
  ])('properties that come from elsewhere: %s', (properties, expected) => {
    const found = edgesIn(resources(`L:\n  Type: AWS::ElasticLoadBalancingV2::Listener\n  ${properties}`));
    expect(found.map((it) => it.alpnPolicy?.declared)).toEqual(
      expected.map((because) => ({ kind: 'unknown', because })),
    );
  });

  test.each([
    ['AWS::Serverless-2016-10-31', { kind: 'absent' }],
    ['[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]', { kind: 'absent' }],
    ['[Ours]', { kind: 'unknown', because: 'the macro `Ours` may change it' }],
    ['{Name: AWS::Include}', { kind: 'unknown', because: 'the macro `AWS::Include` may change it' }],
  ])('Transform: %s', (transform, declared) => {
    const text = `Transform: ${transform}\nGlobals:\n  Function: {Timeout: 3}\n${resources(listener('Protocol: TLS'))}`;
    expect(edgeIn(text).alpnPolicy?.declared).toEqual(declared);
  });

  test.each([
    [`Fn::Transform: {Name: Ours}\n${resources(listener('Protocol: TLS'))}`, 'the macro `Ours` may change it'],
    [resources('Fn::Transform: {Name: Ours}', listener('Protocol: TLS')), 'the macro `Ours` may change it'],
    [resources('Fn::Transform: ours', listener('Protocol: TLS')), 'the macro `Fn::Transform` may change it'],
  ])('a macro that is called beside it: %s', (text, because) => {
    expect(edgeIn(text).alpnPolicy?.declared).toEqual({ kind: 'unknown', because });
  });

  test('what adds other resources, and what is merged from here, are no other source', () => {
    const include = resources('Fn::Transform: {Name: AWS::Include}', listener('Protocol: TLS'));
    expect(edgeIn(include).alpnPolicy?.declared).toEqual({ kind: 'absent' });
    const merged = resources(listener('Protocol: TLS', '<<: [{Port: 1}, {Port: 2}]'));
    expect(edgeIn(merged).alpnPolicy?.declared).toEqual({ kind: 'absent' });
  });

  test('a condition of the resource changes nothing about it', () => {
    const text = resources(`${listener('Protocol: TLS', 'AlpnPolicy: [None]')}\n  Condition: IsProd`);
    expect(edgeIn(text).alpnPolicy?.declared).toMatchObject({ value: 'None' });
  });

  test('anchors and merges', () => {
    const text = resources(
      `Base:\n  Type: AWS::S3::Bucket\n  Properties: &base\n    Protocol: TLS\n    AlpnPolicy: [HTTP1Only]`,
      'L:\n  Type: AWS::ElasticLoadBalancingV2::Listener\n  Properties:\n    <<: *base\n    Port: 443',
    );
    const edge = edgeIn(text);
    expect(edge).toMatchObject({ protocol: 'TLS', port: 443, alpnPolicy: { declared: { value: 'HTTP1Only' } } });
    expect(edge.alpnPolicy?.set('HTTP2Preferred')).toBeUndefined();
  });

  function policy(written: string) {
    return edgeIn(PARAMETERS + resources(listener('Protocol: TLS', `AlpnPolicy: ${written}`))).alpnPolicy;
  }
});

describe('HTTP/2 of an application load balancer', () => {
  test.each([
    ['- {Key: routing.http2.enabled, Value: "false"}', { kind: 'stated', value: false }],
    ['- {Key: routing.http2.enabled, Value: true}', { kind: 'stated', value: true }],
    ['- {Key: routing.http2.enabled, Value: "True"}', { kind: 'stated', value: true }],
    ['- {Key: idle_timeout.timeout_seconds, Value: "60"}', { kind: 'absent' }],
    ['- {Key: routing.http2.enabled, Value: !Ref On}', { kind: 'unknown', because: '`On` is not of this template' }],
    [
      '- {Key: !Ref Key, Value: "false"}',
      { kind: 'unknown', because: 'something else makes the list of its attributes' },
    ],
    ['!Ref Attributes', { kind: 'unknown', because: 'something else makes the list of its attributes' }],
    ['- !If [A, {Key: routing.http2.enabled, Value: "false"}, !Ref AWS::NoValue]', { kind: 'unknown' }],
  ])('%s', (attributes, declared) => {
    const text = resources(
      `${ALB.trimEnd()}\n  Properties:\n    LoadBalancerAttributes: ${attributes.startsWith('-') ? `\n      ${attributes}` : attributes}`,
      listener('Protocol: HTTPS', 'LoadBalancerArn: !Ref Lb'),
    );
    expect(edgeIn(text).http2).toMatchObject({ name: 'routing.http2.enabled', declared });
  });

  test('it is not known of a load balancer of another template', () => {
    const { http2 } = edgeIn(resources(listener('Protocol: HTTPS', 'LoadBalancerArn: !ImportValue lb')));
    expect(http2).toMatchObject({
      declared: { kind: 'unknown', because: 'its load balancer is not in this template' },
    });
  });
});

describe('targets', () => {
  test('a target group, what is behind it, and its evidence', () => {
    const text = resources(
      ALB,
      listener('Protocol: HTTPS', 'LoadBalancerArn: !Ref Lb', FORWARD),
      group('Port: 50051', 'Protocol: HTTP', 'ProtocolVersion: GRPC', 'Targets: [{Id: 10.0.0.7}, {Id: i-1, Port: 80}]'),
    );
    const [target, ...others] = edgeIn(text).targets;
    expect(others).toEqual([]);
    expect(target).toMatchObject({
      ...{ name: 'Tg', protocol: 'HTTP', port: 50051, addresses: ['10.0.0.7:50051'], programs: [] },
      version: { name: 'ProtocolVersion', declared: { kind: 'stated', value: 'GRPC' } },
      grpc: { grpc: 'yes' },
    });
    expect(textAt(text, target?.at)).toBe('Tg');
    expect(edgeIn(text).grpc.because[0]).toBe('`ProtocolVersion` of `Tg` is "GRPC"');
  });

  test.each([
    ['Matcher: {GrpcCode: "0"}', 'yes'],
    ['HealthCheckPath: /grpc.health.v1.Health/Check', 'yes'],
    ['Name: orders-grpc', 'likely'],
    ['Name: !Sub "${AWS::StackName}-grpc"', 'likely'],
    ['Name: grpc-web', 'unknown'],
    ['Port: 50051', 'likely'],
    ['Port: 5432', 'no'],
    ['Name: mqtt', 'no'],
    ['Matcher: {HttpCode: "200"}', 'unknown'],
  ])('%s: %s', (property, grpc) => {
    const text = resources(ALB, listener('Protocol: HTTPS', 'LoadBalancerArn: !Ref Lb', FORWARD), group(property));
    expect(edgeIn(text).grpc.grpc).toBe(grpc);
  });

  test.each(['ElasticLoadBalancer', 'PublicElasticLoadBalancingTarget'])('%s is no Elasticsearch', (id) => {
    const text = resources(
      `${id}:\n  Type: AWS::ElasticLoadBalancing::LoadBalancer\n  Properties: {Listeners: [{Protocol: SSL}]}`,
    );
    expect(edgeIn(text).grpc.grpc).toBe('unknown');
  });

  test('only one of several target groups is gRPC', () => {
    const text = resources(
      ALB,
      listener(
        'Protocol: HTTPS',
        'LoadBalancerArn: !Ref Lb',
        'DefaultActions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Tg}]}}]',
      ),
      group('Name: web'),
      'Tg2:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup',
      'Rule:\n  Type: AWS::ElasticLoadBalancingV2::ListenerRule\n  Properties:\n    ListenerArn: !Ref L\n' +
        '    Conditions: [{Field: http-header, HttpHeaderConfig: {HttpHeaderName: Content-Type, Values: [application/grpc*]}}]\n' +
        '    Actions: [{Type: forward, TargetGroupArn: !Ref Tg2}]',
    );
    const edge = edgeIn(text);
    expect(edge.targets.map(({ name, grpc }) => [name, grpc.grpc])).toEqual([
      ['Tg', 'no'],
      ['Tg2', 'yes'],
    ]);
    expect(edge.grpc).toEqual({ grpc: 'yes', because: ['the rule `Rule` is about the content type of gRPC'] });
  });

  test('the containers of a service are programs', () => {
    const text = resources(
      NLB,
      listener('Protocol: TLS', 'LoadBalancerArn: !Ref Lb', FORWARD),
      group('Port: 80', 'Protocol: TCP'),
      'Service:\n  Type: AWS::ECS::Service\n  Properties:\n    ServiceName: shop\n    TaskDefinition: !Ref Task\n' +
        '    LoadBalancers:\n      - {ContainerName: app, ContainerPort: 50051, TargetGroupArn: !Ref Tg}',
      'Task:\n  Type: AWS::ECS::TaskDefinition\n  Properties:\n    ContainerDefinitions:\n' +
        '      - {Name: sidecar, Image: envoyproxy/envoy}\n' +
        '      - {Name: app, Image: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/team/orders:${Tag}"}',
    );
    const edge = edgeIn(text);
    expect(edge.targets[0]).toMatchObject({ port: 50051, programs: ['orders', 'app', 'shop'], version: undefined });
    expect(edge.grpc.grpc).toBe('likely');
  });

  test('a target group of another template is none', () => {
    const text = resources(
      listener('Protocol: TLS', 'DefaultActions: [{Type: forward, TargetGroupArn: !ImportValue x}]'),
    );
    expect(edgeIn(text).targets).toEqual([]);
  });
});

test('host names that lead to it', () => {
  const text = resources(
    NLB,
    listener('Protocol: TLS', 'LoadBalancerArn: !Ref Lb', 'Certificates: [{CertificateArn: !Ref Cert}]'),
    'Cert:\n  Type: AWS::CertificateManager::Certificate\n  Properties:\n    DomainName: "*.example.com"\n    SubjectAlternativeNames: [api.example.com]',
    'One:\n  Type: AWS::Route53::RecordSet\n  Properties: {Name: Orders.example.com., AliasTarget: {DNSName: !GetAtt Lb.DNSName}}',
    'Two:\n  Type: AWS::Route53::RecordSetGroup\n  Properties:\n    RecordSets:\n' +
      '      - {Name: cname.example.com, Type: CNAME, ResourceRecords: [!GetAtt [Lb, DNSName]]}\n' +
      '      - {Name: !Sub "dual.example.com", AliasTarget: {DNSName: !Sub "${Lb.DNSName}"}}\n' +
      '      - {Name: !Sub "${Stage}.example.com", AliasTarget: {DNSName: !GetAtt Lb.DNSName}}\n' +
      '      - {Name: other.example.com, AliasTarget: {DNSName: !GetAtt Other.DNSName}}',
  );
  expect(edgeIn(text).hosts.map(({ name }) => name)).toEqual([
    ...['orders.example.com', 'cname.example.com', 'dual.example.com', 'api.example.com'],
  ]);
});

test('the listeners of a classic load balancer', () => {
  const text = resources(
    `Elb:
  Type: AWS::ElasticLoadBalancing::LoadBalancer
  Properties:
    Listeners:
      - {LoadBalancerPort: "443", Protocol: ssl, InstancePort: "50051", SSLCertificateId: x}
      - {LoadBalancerPort: 8443, Protocol: HTTPS, InstancePort: 8080, InstanceProtocol: HTTP}
      - {LoadBalancerPort: 9000, Protocol: TCP, InstancePort: 9000}
      - {LoadBalancerPort: 80, Protocol: HTTP, InstancePort: 8080}
      - !If [A, {LoadBalancerPort: 1, Protocol: TCP}, !Ref AWS::NoValue]
      - {LoadBalancerPort: 2, Protocol: !Ref Protocol}`,
  );
  const edges = edgesIn(text);
  expect(edges.map(({ product, name, protocol, port, tls }) => [product, name, protocol, port, tls])).toEqual([
    ['aws-classic-elb', 'Elb', 'SSL', 443, 'terminated'],
    ['aws-classic-elb', 'Elb', 'HTTPS', 8443, 'terminated'],
    ['aws-classic-elb', 'Elb', 'TCP', 9000, 'passthrough'],
    ['aws-classic-elb', 'Elb', 'HTTP', 80, 'plain'],
    ['aws-classic-elb', 'Elb', undefined, 2, undefined],
  ]);
  expect(edges.map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'unknown', 'unknown', 'unknown', 'unknown']);
  expect(edges.map(({ targets }) => targets.map(({ protocol, port }) => [protocol, port]))).toEqual([
    ...[[['SSL', 50051]], [['HTTP', 8080]], [['TCP', 9000]], [['HTTP', 8080]], [[undefined, undefined]]],
  ]);
  expect(edges.map(({ at }) => textAt(text, at)).slice(0, 2)).toEqual(['ssl', 'HTTPS']);
});

test('a byte order mark changes no place', () => {
  const text = `\uFEFF${resources(listener('Protocol: TLS'))}`;
  const edge = edgeIn(text);
  expect(textAt(text, edge.at)).toBe('TLS');
  const [edit] = edge.alpnPolicy?.set('HTTP2Preferred') ?? [];
  expect(edit?.span.start).toBe(text.trimEnd().length);
});

test('a NAT gateway passes on what leaves through it', () => {
  expect(edgeIn(resources('Nat:\n  Type: AWS::EC2::NatGateway'))).toMatchObject({
    ...{ product: 'aws-nat-gateway', name: 'Nat', tls: 'passthrough', port: undefined, protocol: undefined },
  });
});

describe('what is stated', () => {
  const TEXT = resources(listener('Protocol: TLS', 'Port: 443'), 'Other:\n  Type: AWS::S3::Bucket');

  test.each([
    ['by a comment in it', TEXT.replace('Port: 443', 'Port: 443 # grpc-alpn: grpc=yes'), 'yes'],
    ['by a comment in another resource', TEXT.replace('S3::Bucket', 'S3::Bucket # grpc-alpn: grpc=yes'), 'unknown'],
    ['by a comment for the file', `# grpc-alpn: grpc=no\n${TEXT}`, 'no'],
    [
      'by a comment for the file and one in it',
      `# grpc-alpn: grpc=no\n${TEXT.replace('443', '443 # grpc-alpn: grpc=yes')}`,
      'yes',
    ],
    ['by a comment above it', TEXT.replace('  L:', '  # grpc-alpn: grpc=yes\n\n  # L\n  L:'), 'yes'],
    ['by a comment below it', TEXT.replace('  Other:', '    # grpc-alpn: grpc=yes\n\n  Other:'), 'yes'],
    ['by a comment above another resource', TEXT.replace('  Other:', '  # grpc-alpn: grpc=yes\n  Other:'), 'unknown'],
    ['by something like it', `# grpc-alpn: grpc=maybe\n${TEXT}`, 'unknown'],
  ])('%s', (_, text, grpc) => {
    expect(edgeIn(text).grpc.grpc).toBe(grpc);
  });

  test('for the file', () => {
    expect(edgeIn(TEXT, { grpc: 'yes' }).grpc).toEqual({ grpc: 'yes', because: ['a statement in grpc-alpn.json'] });
  });
});

test.each([
  ['several documents', `${resources(listener('Protocol: TLS'))}---\n${resources(listener('Protocol: TLS'))}`],
  ['an error', `${resources(listener('Protocol: TLS'))}  x: [\n`],
  ['a list', `- ${resources(listener('Protocol: TLS')).replaceAll('\n', '\n  ')}`],
  ['resources that a function makes', `Resources:\n  Fn::Transform: {Name: AWS::Include}\n`],
  [
    'a loop',
    `Resources:\n  Fn::ForEach::L:\n    - X\n    - [a]\n    - L\${X}:\n        Type: AWS::ElasticLoadBalancingV2::Listener\n`,
  ],
  ['an alias of itself', `Resources: &r\n  L: *r\n`],
  ...['// why\n', '/* why */'].map((comment) => [
    'JSON with comments',
    `{"Resources":{"L":{"Type":"AWS::ElasticLoadBalancingV2::Listener","Properties":{"Protocol":"TLS",${comment}"AlpnPolicy":["None"]}}}}`,
  ]),
])('%s: nothing is said', (_, text) => {
  expect(edgesIn(text)).toEqual([]);
});

test('empty documents around a template are none', () => {
  expect(edgesIn(`---\n---\n${resources(listener('Protocol: TLS'))}---\n# nothing\n`)).toHaveLength(1);
});

describe('the name of a load balancer', () => {
  const balancer = 'GrpcLb:\n  Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n  Properties: {Type: network}\n';
  const one = (id: string, port = 8443): string =>
    `${id}:\n  Type: AWS::ElasticLoadBalancingV2::Listener\n  Properties: {LoadBalancerArn: !Ref GrpcLb, Port: ${port}, Protocol: TLS}\n`;

  test.each([
    [['Tls'], ['likely']],
    [
      ['A', 'B'],
      ['likely', 'likely'],
    ],
    [['RestListener'], ['unknown']],
    [['PostgresListener'], ['no']],
    [
      ['Tls', 'GrpcTls'],
      ['unknown', 'likely'],
    ],
  ])('with the listeners %j', (ids, expected) => {
    expect(edgesIn(resources(balancer, ...ids.map((it) => one(it)))).map(({ grpc }) => grpc.grpc)).toEqual(expected);
  });

  test('is not about the port of another protocol', () => {
    expect(edgeIn(resources(balancer, one('Tls', 5432))).grpc.grpc).toBe('no');
  });

  test('is not about another listener of a classic one', () => {
    const item = (port: number, behind: number): string =>
      `\n      - {LoadBalancerPort: '${port}', InstancePort: '${behind}', Protocol: SSL, SSLCertificateId: x}`;
    const classic = 'GrpcLb:\n  Type: AWS::ElasticLoadBalancing::LoadBalancer\n  Properties:\n    Listeners:';
    const text = resources(classic + item(443, 50051) + item(444, 8080));
    expect(edgesIn(text).map(({ grpc }) => grpc.grpc)).toEqual(['likely', 'unknown']);
  });
});

test.each([
  ['Name: grpc-http-fallback', 'unknown'],
  ['Name: orders, HealthCheckPath: /healthz, Matcher: {HttpCode: 200}', 'unknown'],
  ['Name: orders, HealthCheckPath: /healthz, HealthCheckPort: 8081, Matcher: {HttpCode: 200}', 'likely'],
  ['Name: orders', 'likely'],
])('a target group called GrpcTg with %s', (properties, expected) => {
  const tg = `GrpcTg:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties: {Protocol: HTTP, ${properties}}`;
  const text = resources(tg, listener('Port: 8443', 'Protocol: HTTPS', FORWARD.replace('Ref Tg', 'Ref GrpcTg')));
  expect(edgeIn(text).grpc.grpc).toBe(expected);
});

test('TLS by a default is told of', () => {
  const text = `Parameters:\n  P: {Type: String, Default: TLS}\n${resources(NLB, listener('LoadBalancerArn: !Ref Lb', 'Protocol: !Ref P'))}`;
  expect(textAt(text, edgeIn(text).tlsByDefault)).toBe('TLS');
});
