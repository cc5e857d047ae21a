BEGIN TRANSACTION;
CREATE TABLE claims (
	mention_id VARCHAR(16) NOT NULL, 
	stance VARCHAR(12) NOT NULL, 
	hedged BOOLEAN NOT NULL, 
	source_who TEXT NOT NULL, 
	source_name TEXT NOT NULL, 
	source_kind VARCHAR(12) NOT NULL, 
	PRIMARY KEY (mention_id), 
	FOREIGN KEY(mention_id) REFERENCES mentions (id) ON DELETE CASCADE
);
INSERT INTO "claims" VALUES('d8fe75d03f1398','asserts',0,'','','');
CREATE TABLE decisions (
	kind VARCHAR(8) NOT NULL, 
	first VARCHAR(16) NOT NULL, 
	second VARCHAR(16) NOT NULL, 
	made_at VARCHAR(20) NOT NULL, 
	made_by TEXT NOT NULL, 
	PRIMARY KEY (kind, first, second), 
	FOREIGN KEY(first) REFERENCES mentions (id) ON DELETE CASCADE, 
	FOREIGN KEY(second) REFERENCES mentions (id) ON DELETE CASCADE
);
CREATE TABLE dyad_days (
	actor TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	day DATE NOT NULL, 
	verbal_cooperation INTEGER NOT NULL, 
	material_cooperation INTEGER NOT NULL, 
	verbal_conflict INTEGER NOT NULL, 
	material_conflict INTEGER NOT NULL, 
	intensity FLOAT NOT NULL, 
	"conflict" FLOAT NOT NULL, 
	cooperation FLOAT NOT NULL, 
	worst FLOAT NOT NULL, 
	best FLOAT NOT NULL, 
	rung INTEGER NOT NULL, 
	PRIMARY KEY (actor, recipient, day)
);
INSERT INTO "dyad_days" VALUES('*','*','2024-08-10',0,0,0,1,-9.5,0.95,0.0,0.95,0.0,10);
INSERT INTO "dyad_days" VALUES('ISR','PSE','2024-08-10',0,0,0,1,-9.5,0.95,0.0,0.95,0.0,10);
CREATE TABLE event_dyads (
	event_id VARCHAR(16) NOT NULL, 
	actor TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	day DATE NOT NULL, 
	quad_class VARCHAR(24) NOT NULL, 
	intensity FLOAT NOT NULL, 
	rung INTEGER NOT NULL, 
	PRIMARY KEY (event_id, actor, recipient), 
	FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE
);
INSERT INTO "event_dyads" VALUES('d8fe75d03f1398','ISR','PSE','2024-08-10','material conflict',-9.5,10);
INSERT INTO "event_dyads" VALUES('d8fe75d03f1398','*','*','2024-08-10','material conflict',-9.5,10);
CREATE TABLE events (
	id VARCHAR(16) NOT NULL, 
	type VARCHAR(16) NOT NULL, 
	mode VARCHAR(24), 
	quad_class VARCHAR(24) NOT NULL, 
	intensity FLOAT NOT NULL, 
	rung INTEGER NOT NULL, 
	actor TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	disputed BOOLEAN NOT NULL, 
	hedged BOOLEAN NOT NULL, 
	grade VARCHAR(16) NOT NULL, 
	day DATE, 
	day_said BOOLEAN NOT NULL, 
	first_known DATE NOT NULL, 
	last_known DATE NOT NULL, 
	settled_on DATE NOT NULL, 
	place TEXT, 
	country VARCHAR(3), 
	lat FLOAT, 
	lon FLOAT, 
	mentions INTEGER NOT NULL, 
	reports INTEGER NOT NULL, 
	witnesses INTEGER NOT NULL, 
	counted BOOLEAN NOT NULL, 
	words TEXT NOT NULL, 
	origin VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "events" VALUES('d8fe75d03f1398','ASSAULT','aerial','material conflict',-9.5,10,'ISR','PSE','happened',0,0,'reported','2024-08-10',0,'2024-08-10','2024-08-10','2024-08-10',NULL,NULL,NULL,NULL,1,1,1,1,'An Israeli strike killed at least 12 people at a school in Gaza City.','reports');
CREATE TABLE mention_keys (
	"key" TEXT NOT NULL, 
	mention_id VARCHAR(16) NOT NULL, 
	first_day INTEGER NOT NULL, 
	last_day INTEGER NOT NULL, 
	PRIMARY KEY ("key", mention_id), 
	FOREIGN KEY(mention_id) REFERENCES mentions (id) ON DELETE CASCADE
);
INSERT INTO "mention_keys" VALUES('FORCE ISR','d8fe75d03f1398',739106,739108);
INSERT INTO "mention_keys" VALUES('FORCE PSE','d8fe75d03f1398',739106,739108);
CREATE TABLE mentions (
	id VARCHAR(16) NOT NULL, 
	report_id VARCHAR(16) NOT NULL, 
	sentence INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	known INTEGER NOT NULL, 
	type VARCHAR(16) NOT NULL, 
	mode VARCHAR(24), 
	status VARCHAR(16) NOT NULL, 
	"trigger" TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	first_day INTEGER NOT NULL, 
	last_day INTEGER NOT NULL, 
	day_said BOOLEAN NOT NULL, 
	place TEXT, 
	country VARCHAR(3), 
	lat FLOAT, 
	lon FLOAT, 
	vector BLOB NOT NULL, 
	record TEXT NOT NULL, 
	component VARCHAR(16) NOT NULL, 
	cluster VARCHAR(16) NOT NULL, 
	event_id VARCHAR(16) NOT NULL, 
	merged_with VARCHAR(16), 
	merged_score FLOAT, 
	merged_why TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(report_id, sentence) REFERENCES sentences (report_id, number) ON DELETE CASCADE, 
	FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE, 
	FOREIGN KEY(event_id) REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "mentions" VALUES('d8fe75d03f1398','79cc3aa8f0622f3f',0,11,739108,'ASSAULT','aerial','actual','strike','ISR','PSE',739106,739108,0,NULL,NULL,NULL,NULL,X'0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000095000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000008100000000000000007F0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007F0000000000000000000000000046000000B4000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000081000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000','{"type":"ASSAULT","mode":"aerial","trigger":"strike","trigger_span":{"start":11,"end":17},"actor":[{"text":"ISR","who":"ISR","sector":"GOV","span":null,"name":null,"rule":""}],"recipient":[{"text":"PSE","who":"PSE","sector":"GOV","span":null,"name":null,"rule":""}],"via":[],"said_by":null,"status":"actual","hedged":false,"date":null,"date_precision":null,"date_text":null,"place":null,"quad_class":"material conflict","intensity":-9.5,"cameo":"19","score":0.9,"sentence":"An Israeli strike killed at least 12 people at a school in Gaza City.","sentence_index":0,"sentence_span":{"start":0,"end":69},"report_id":"79cc3aa8f0622f3f","coder":"by hand 1.0"}','d8fe75d03f1398','d8fe75d03f1398','d8fe75d03f1398',NULL,NULL,'');
CREATE TABLE migrations (
	version INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	applied_at VARCHAR(20) NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "migrations" VALUES(1,'first schema','2026-11-28T17:49:14Z');
CREATE TABLE numbers (
	mention_id VARCHAR(16) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	value INTEGER NOT NULL, 
	bound VARCHAR(8) NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (mention_id, start), 
	FOREIGN KEY(mention_id) REFERENCES mentions (id) ON DELETE CASCADE
);
INSERT INTO "numbers" VALUES('d8fe75d03f1398',18,36,'dead',12,'at least','killed at least 12');
CREATE TABLE reports (
	id VARCHAR(16) NOT NULL, 
	url TEXT NOT NULL, 
	outlet TEXT NOT NULL, 
	published DATE, 
	known_on DATE NOT NULL, 
	retrieved_at VARCHAR(20) NOT NULL, 
	language VARCHAR(8), 
	headline TEXT NOT NULL, 
	text TEXT NOT NULL, 
	family VARCHAR(16) NOT NULL, 
	sketch BLOB NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "reports" VALUES('79cc3aa8f0622f3f','','Courier','2024-08-10','2024-08-10','2026-11-28T17:49:14Z','en','','An Israeli strike killed at least 12 people at a school in Gaza City.','79cc3aa8f0622f3f',X'52E230C0C183DFC17FB1EB64D7F1C0C64AF677C0B3598BC3740D4448724E32C08BF0203FD796CAC6698A1EC19E1698C34B5826C39D4427C168F919C8886EBAC312509AC28612B5C1C54307C35CF7A6C095D2F7C0A6B6CDC00AA512C3ED2444C686F8C18FB75E24C2E87F3ECB88CABDCB66E35AC0D7322645099880C7206200C15517F1C89FF83013415F9FC4F07476C71266D1987C33BFC218AC3FC3799F3B4ED2C471C38276E0B1BCD312C48EBD62C13FCD157321E4CBC4BE47B8DF364EABD0CF4283C055AC20C28EC3983031F421CA1DF3504930F5F02D19C1D7C231F5B6C0F2FD1EC3E4423AC403A556420A6985C4A62FF6C185D637C6A76793C382BC60C0DDC0BFC416B90EC025BCE5C4BC2AD4C2A3EA43911C4E3EC1255463D544330D93A7B969CEA4EF41C1627F8B319D669DC475E8CEC242A94CC1A2C21FC8DB6C97C8CE1137C1955842C9D2D69EC34F461BCB990777C13C7B6BAD116B48C180AD02807D1999C7941040C228D608C7B90D20CB950547C06D5B86C2A8D5D0C0A40326D0BC6576B62DBA5FC4DF009DC5D9EF24C3E3D175C2C2A97C4B687C0E17A61E28C262479B0808D28BA117BF46C01CB9CCC34B248CC521D6F686511B8CC1861365CAA0FFD1C8013436C29713F02611F681C373134CC8325BD6C21DD0E9C312E985C64C52EDC18E076EC2F096ACC5AB813E1DAAC0EE167E33D8C15C2B31C4B5714343');
CREATE TABLE sentences (
	report_id VARCHAR(16) NOT NULL, 
	number INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (report_id, number), 
	FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
);
INSERT INTO "sentences" VALUES('79cc3aa8f0622f3f',0,0,69,'An Israeli strike killed at least 12 people at a school in Gaza City.');
CREATE TABLE settings (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "settings" VALUES('embedder','hashed-words 1');
CREATE TABLE sketches (
	band VARCHAR(20) NOT NULL, 
	report_id VARCHAR(16) NOT NULL, 
	PRIMARY KEY (band, report_id), 
	FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
);
INSERT INTO "sketches" VALUES('00c0d3835555b40ad6','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('01299f0ad546ad0791','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('02024792f64b5708b9','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('03a3ee2a0d3ca8080b','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('045197d4903f660858','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('05d95eca4c59c809a7','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0645cb893154880a14','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('077cff8ff940460703','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('088b2e9d5245b408a4','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('09da8769813fdb0779','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0ae635ffd158bd0a27','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0ba490741e459e08c4','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0cf0adea56482b0861','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0d8f3fff0744a008fb','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0e9fa260d74b5607f1','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('0f89255053520209a7','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('10c9b4416e532309c4','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1102041a4d3d210693','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1241ef06665137092e','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1300246ae253d809d7','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('14e271016446230854','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1542ad20233a2906dc','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('164e56a93a3c05071b','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('17485e32f543c8085c','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('18414742c04bdc0948','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('19dac358c24e0407d5','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1a6a6acf2438030793','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1babb1eadd3fcc07b5','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1c640ac6504a530871','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1dbf421ef040cc089f','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1ea60989784ab70890','79cc3aa8f0622f3f');
INSERT INTO "sketches" VALUES('1fcf76a6e4495b07e1','79cc3aa8f0622f3f');
CREATE INDEX ix_reports_known_on ON reports (known_on);
CREATE INDEX reports_by_url ON reports (url);
CREATE INDEX ix_reports_family ON reports (family);
CREATE INDEX ix_events_day ON events (day);
CREATE INDEX ix_events_settled_on ON events (settled_on);
CREATE INDEX ix_events_first_known ON events (first_known);
CREATE INDEX ix_events_last_known ON events (last_known);
CREATE INDEX event_dyads_by_day ON event_dyads (actor, recipient, day);
CREATE INDEX ix_mentions_component ON mentions (component);
CREATE INDEX ix_mentions_report_id ON mentions (report_id);
CREATE INDEX ix_mentions_cluster ON mentions (cluster);
CREATE INDEX ix_mentions_event_id ON mentions (event_id);
CREATE INDEX mention_keys_by_day ON mention_keys ("key", first_day, last_day, mention_id);
CREATE INDEX ix_claims_stance ON claims (stance);
CREATE INDEX decisions_by_second ON decisions (second);
CREATE VIEW pair_days AS
SELECT CASE WHEN actor <= recipient THEN actor ELSE recipient END AS one,
       CASE WHEN actor <= recipient THEN recipient ELSE actor END AS other,
       day,
       SUM(verbal_cooperation) AS verbal_cooperation,
       SUM(material_cooperation) AS material_cooperation,
       SUM(verbal_conflict) AS verbal_conflict,
       SUM(material_conflict) AS material_conflict,
       SUM(intensity) AS intensity,
       SUM(conflict) AS conflict,
       SUM(cooperation) AS cooperation,
       MAX(worst) AS worst,
       MAX(best) AS best,
       MAX(rung) AS rung
FROM dyad_days
GROUP BY CASE WHEN actor <= recipient THEN actor ELSE recipient END,
         CASE WHEN actor <= recipient THEN recipient ELSE actor END,
         day;
CREATE VIEW levels AS
SELECT one, other, day,
       CASE WHEN worst * conflict / (conflict + 1) > 0.5 * best * cooperation / (cooperation + 1)
            THEN worst * conflict / (conflict + 1) - 0.5 * best * cooperation / (cooperation + 1)
            ELSE 0 END AS level
FROM pair_days;
CREATE VIEW tension AS
WITH RECURSIVE ends AS (
    SELECT one, other, MIN(day) AS first, MAX(day) AS last FROM levels GROUP BY one, other
), walk (one, other, day, last, tension) AS (
    SELECT ends.one, ends.other, ends.first, ends.last, 100 * 0.5 * levels.level
    FROM ends JOIN levels ON levels.one = ends.one AND levels.other = ends.other AND levels.day = ends.first
    UNION ALL
    SELECT walk.one, walk.other, date(walk.day, '+1 day'), walk.last,
           walk.tension + (100 * COALESCE(levels.level, 0) - walk.tension)
           * CASE WHEN 100 * COALESCE(levels.level, 0) > walk.tension THEN 0.5 ELSE 0.0943 END
    FROM walk LEFT JOIN levels
         ON levels.one = walk.one AND levels.other = walk.other AND levels.day = date(walk.day, '+1 day')
    WHERE walk.day < walk.last
)
SELECT one, other, day, tension FROM walk;
COMMIT;