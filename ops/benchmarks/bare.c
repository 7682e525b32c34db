// A bare read-process-write loop: what librdkafka alone costs. The daemon's rate is given as a share of this one's.
// Usage: bare BOOTSTRAP GROUP DELIVERED LOG OUT EXPECTED SIZES_DELIVERED SIZES_LOG
// For each record of DELIVERED (or LOG) writes one record of each size of the list to OUT, in transactions of up to
// 2 000 records read, offsets included; ends after EXPECTED records. Sizes are those of the daemon's own output.
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 2000, SIZES = 16 };

static void fail(const char *what, rd_kafka_error_t *error) {
    if (!error) return;
    fprintf(stderr, "bare: %s: %s\n", what, rd_kafka_error_string(error));
    exit(1);
}

static rd_kafka_t *client(rd_kafka_type_t type, const char *const *settings) {
    char reason[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (; settings[0]; settings += 2)
        if (rd_kafka_conf_set(conf, settings[0], settings[1], reason, sizeof reason)) {
            fprintf(stderr, "bare: %s\n", reason);
            exit(1);
        }
    rd_kafka_t *made = rd_kafka_new(type, conf, reason, sizeof reason);
    if (!made) {
        fprintf(stderr, "bare: %s\n", reason);
        exit(1);
    }
    return made;
}

static int sizes(char *text, int *list) {
    int count = 0;
    for (char *word = strtok(text, ","); word && count < SIZES; word = strtok(NULL, ",")) list[count++] = atoi(word);
    return count;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 9) return 64;
    const char *consumer_settings[] = {"bootstrap.servers", arguments[1], "group.id", arguments[2],
        "enable.auto.commit", "false", "isolation.level", "read_committed", "auto.offset.reset", "earliest", NULL};
    const char *producer_settings[] = {"bootstrap.servers", arguments[1], "transactional.id", arguments[2], NULL};
    long expected = atol(arguments[6]), read = 0;
    int delivered_sizes[SIZES], log_sizes[SIZES];
    int delivered_count = sizes(arguments[7], delivered_sizes), log_count = sizes(arguments[8], log_sizes);
    static char bytes[65536];
    memset(bytes, 'x', sizeof bytes);

    rd_kafka_t *consumer = client(RD_KAFKA_CONSUMER, consumer_settings);
    rd_kafka_t *producer = client(RD_KAFKA_PRODUCER, producer_settings);
    rd_kafka_topic_t *out = rd_kafka_topic_new(producer, arguments[5], NULL);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(2);
    rd_kafka_topic_partition_list_add(topics, arguments[3], RD_KAFKA_PARTITION_UA);
    rd_kafka_topic_partition_list_add(topics, arguments[4], RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(consumer, topics);
    fail("init_transactions", rd_kafka_init_transactions(producer, 10000));
    rd_kafka_message_t *messages[BATCH];
    double started = 0;
    while (read < expected) {
        // Not consume_batch_queue: on the group's queue it answers a rebalance by dropping the assignment.
        int got = 0;
        while (got < BATCH) {
            rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, got ? 0 : 50);
            if (!message) break;
            if (message->err) rd_kafka_message_destroy(message);
            else messages[got++] = message;
        }
        if (!got) continue;
        if (!started) started = now();
        fail("begin", rd_kafka_begin_transaction(producer));
        rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(16);
        for (int index = 0; index < got; index++) {
            rd_kafka_message_t *message = messages[index];
            const char *name = rd_kafka_topic_name(message->rkt);
            int is_log = !strcmp(name, arguments[4]);
            int *list = is_log ? log_sizes : delivered_sizes;
            int lines = is_log ? log_count : delivered_count;
            for (int line = 0; line < lines; line++)
                while (rd_kafka_produce(out, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, bytes, list[line],
                           message->key, message->key_len, NULL) == -1)
                    rd_kafka_poll(producer, 10);
            rd_kafka_topic_partition_t *place =
                rd_kafka_topic_partition_list_find(offsets, name, message->partition);
            if (!place) place = rd_kafka_topic_partition_list_add(offsets, name, message->partition);
            place->offset = message->offset + 1;
            read++;
        }
        rd_kafka_consumer_group_metadata_t *metadata = rd_kafka_consumer_group_metadata(consumer);
        fail("offsets", rd_kafka_send_offsets_to_transaction(producer, offsets, metadata, 10000));
        rd_kafka_consumer_group_metadata_destroy(metadata);
        fail("commit", rd_kafka_commit_transaction(producer, -1));
        rd_kafka_topic_partition_list_destroy(offsets);
        for (int index = 0; index < got; index++) rd_kafka_message_destroy(messages[index]);
    }
    printf("%.3f\n", now() - started);
    return 0;
}
