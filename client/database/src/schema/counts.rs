//! What keeps `row_count` right: triggers on the two tables of what is on its way, so that no statement can forget it.
//!
//! SQLite has one writer at a time and adds in place. In PostgreSQL several write at once, and would wait for each other, or for
//! ever, over a row that all of them add to: there each statement that moves rows from state to state writes its difference down as rows of
//! its own, and about one in a hundred, if nobody else does, draws together what others have written. So the table stays short,
//! and nobody waits. Either way the sum over the rows of a state is what there is.

/// SQLite's.
pub(super) const SQLITE: &str = "
CREATE UNIQUE INDEX row_count_of ON row_count (of_table, state);
CREATE TRIGGER message_comes AFTER INSERT ON message BEGIN
    INSERT INTO row_count (of_table, state, n) SELECT 'message', NEW.state, 0
        WHERE NOT EXISTS (SELECT 1 FROM row_count WHERE of_table = 'message' AND state = NEW.state);
    UPDATE row_count SET n = n + 1 WHERE of_table = 'message' AND state = NEW.state;
END;
CREATE TRIGGER message_moves AFTER UPDATE OF state ON message WHEN OLD.state <> NEW.state BEGIN
    INSERT INTO row_count (of_table, state, n) SELECT 'message', NEW.state, 0
        WHERE NOT EXISTS (SELECT 1 FROM row_count WHERE of_table = 'message' AND state = NEW.state);
    UPDATE row_count SET n = n + 1 WHERE of_table = 'message' AND state = NEW.state;
    UPDATE row_count SET n = n - 1 WHERE of_table = 'message' AND state = OLD.state;
END;
CREATE TRIGGER message_goes AFTER DELETE ON message BEGIN
    UPDATE row_count SET n = n - 1 WHERE of_table = 'message' AND state = OLD.state;
END;
CREATE TRIGGER relay_task_comes AFTER INSERT ON relay_task BEGIN
    INSERT INTO row_count (of_table, state, n) SELECT 'relay_task', NEW.state, 0
        WHERE NOT EXISTS (SELECT 1 FROM row_count WHERE of_table = 'relay_task' AND state = NEW.state);
    UPDATE row_count SET n = n + 1 WHERE of_table = 'relay_task' AND state = NEW.state;
END;
CREATE TRIGGER relay_task_moves AFTER UPDATE OF state ON relay_task WHEN OLD.state <> NEW.state BEGIN
    INSERT INTO row_count (of_table, state, n) SELECT 'relay_task', NEW.state, 0
        WHERE NOT EXISTS (SELECT 1 FROM row_count WHERE of_table = 'relay_task' AND state = NEW.state);
    UPDATE row_count SET n = n + 1 WHERE of_table = 'relay_task' AND state = NEW.state;
    UPDATE row_count SET n = n - 1 WHERE of_table = 'relay_task' AND state = OLD.state;
END;
CREATE TRIGGER relay_task_goes AFTER DELETE ON relay_task BEGIN
    UPDATE row_count SET n = n - 1 WHERE of_table = 'relay_task' AND state = OLD.state;
END;
";

/// PostgreSQL's. The lock is tried and not waited for, and held to the end of the transaction, so that what one draws together
/// nobody else takes as well.
pub(super) const POSTGRES: &str = "
CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO row_count (of_table, state, n) SELECT TG_TABLE_NAME, state, COUNT(*) FROM came GROUP BY state;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO row_count (of_table, state, n) SELECT TG_TABLE_NAME, state, -COUNT(*) FROM gone GROUP BY state;
    ELSE
        INSERT INTO row_count (of_table, state, n) SELECT TG_TABLE_NAME, state, SUM(n)
            FROM (SELECT state, 1 AS n FROM came UNION ALL SELECT state, -1 FROM gone) AS moved
            GROUP BY state HAVING SUM(n) <> 0;
    END IF;
    IF random() < 0.01 AND pg_try_advisory_xact_lock('row_count'::regclass::oid::bigint) THEN
        WITH taken AS (DELETE FROM row_count RETURNING of_table, state, n)
            INSERT INTO row_count (of_table, state, n) SELECT of_table, state, SUM(n) FROM taken
                GROUP BY of_table, state HAVING SUM(n) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER message_comes AFTER INSERT ON message
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER message_moves AFTER UPDATE ON message
    REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER message_goes AFTER DELETE ON message
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER relay_task_comes AFTER INSERT ON relay_task
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER relay_task_moves AFTER UPDATE ON relay_task
    REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER relay_task_goes AFTER DELETE ON relay_task
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
";
