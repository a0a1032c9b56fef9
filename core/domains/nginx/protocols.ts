/**
 * Protocols that are known by their port. TLS without ALPN is usual for them, so a listener or upstream on such a port is
 * no gRPC unless something says so. Source: the IANA service name and port number registry, and the products' documentation.
 */
export const OTHER_PROTOCOL_PORTS: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [22, 'SSH'],
  [25, 'SMTP'],
  [53, 'DNS'],
  [88, 'Kerberos'],
  [110, 'POP3'],
  [143, 'IMAP'],
  [194, 'IRC'],
  [389, 'LDAP'],
  [465, 'SMTP over TLS'],
  [514, 'syslog'],
  [563, 'NNTP over TLS'],
  [587, 'mail submission'],
  [636, 'LDAP over TLS'],
  [853, 'DNS over TLS'],
  [989, 'FTP over TLS'],
  [990, 'FTP over TLS'],
  [993, 'IMAP over TLS'],
  [995, 'POP3 over TLS'],
  [1194, 'OpenVPN'],
  [1433, 'SQL Server'],
  [1521, 'Oracle Net'],
  [1883, 'MQTT'],
  [3269, 'LDAP over TLS'],
  [3306, 'MySQL'],
  [3389, 'remote desktop'],
  [4369, 'Erlang port mapper'],
  [5060, 'SIP'],
  [5061, 'SIP over TLS'],
  [5222, 'XMPP'],
  [5223, 'XMPP over TLS'],
  [5269, 'XMPP'],
  [5432, 'PostgreSQL'],
  [5671, 'AMQP over TLS'],
  [5672, 'AMQP'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [6380, 'Redis over TLS'],
  [6514, 'syslog over TLS'],
  [6667, 'IRC'],
  [6697, 'IRC over TLS'],
  [8333, 'Bitcoin'],
  [8883, 'MQTT over TLS'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9093, 'Kafka over TLS'],
  [11211, 'memcached'],
  [27017, 'MongoDB'],
  [50001, 'Electrum'],
  [50002, 'Electrum over TLS'],
  [61613, 'STOMP'],
  [64738, 'Mumble'],
]);

/** Words in names that say what is served. */
export const OTHER_PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map(
  (
    'mqtt mosquitto postgres postgresql pgsql pgbouncer mysql mariadb redis memcached mongo mongodb cassandra kafka rabbitmq amqp ' +
    'ldap ldaps smtp smtps imap imaps pop3 pop3s dns dot rdp vnc ssh openvpn wireguard syslog sip xmpp electrum electrumx bitcoin ' +
    'minecraft mumble ftp ftps stomp turn stun dovecot postfix mssql oracle'
  )
    .split(' ')
    .map((word) => [word, word]),
);

/** Ports on which gRPC examples and products listen. Source: grpc.io's examples, and the documentation of etcd, Temporal, Jaeger and OpenTelemetry. */
export const GRPC_PORTS: ReadonlyMap<number, string> = new Map([
  [50051, "the port of gRPC's examples"],
  [50052, "a port of gRPC's examples"],
  [4317, 'the port of OTLP over gRPC'],
  [14250, "the port of Jaeger's gRPC collector"],
  [7233, "the port of Temporal's gRPC front end"],
]);
