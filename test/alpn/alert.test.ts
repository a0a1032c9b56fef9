import { describe, expect, it } from 'vitest';
import { alertName, goRemoteError } from '../../core/alpn/index.ts';

describe('alerts', () => {
  it.each([
    [0, 'close_notify (0)', 'close notify'],
    [40, 'handshake_failure (40)', 'handshake failure'],
    [42, 'bad_certificate (42)', 'bad certificate'],
    [48, 'unknown_ca (48)', 'unknown certificate authority'],
    [70, 'protocol_version (70)', 'protocol version not supported'],
    [71, 'insufficient_security (71)', 'insufficient security level'],
    [80, 'internal_error (80)', 'internal error'],
    [112, 'unrecognized_name (112)', 'unrecognized name'],
    [116, 'certificate_required (116)', 'certificate required'],
    [120, 'no_application_protocol (120)', 'no application protocol'],
    [121, 'ech_required (121)', 'encrypted client hello required'],
    [255, 'alert 255', 'alert(255)'],
    [-1, 'alert -1', 'alert(-1)'],
  ])('%i', (alert, name, text) => {
    expect(alertName(alert)).toBe(name);
    expect(goRemoteError(alert)).toBe(`remote error: tls: ${text}`);
  });
});
