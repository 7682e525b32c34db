// swift-tools-version: 6.3
// The targets in the order data flows; a target may import only what stands before it (ops/check makes it real).

import PackageDescription

/// For targets that see swift-nio: its C module and Glibc's both claim `struct stat` and `timespec`, and which of the
/// two the compiler says a member comes from is a matter of luck; so no MemberImportVisibility there.
let besideNIO: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // The loop crosses our targets; without this its small calls are not inlined (a sixth of a replay's CPU time).
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]
let settings: [SwiftSetting] = besideNIO + [.enableUpcomingFeature("MemberImportVisibility")]

/// For what the loop calls: `package` declarations are inlined elsewhere only by this, which works through the
/// frontend alone and asks for resilience, though none of our modules goes without the others.
let inlined =
    settings + [
        .unsafeFlags(
            [
                "-Xfrontend", "-enable-library-evolution", "-Xfrontend", "-package-cmo",
                "-Xfrontend", "-allow-non-resilient-access", "-no-emit-module-separately-wmo",
            ], .when(configuration: .release))
    ]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let sqlite: [Target.Dependency] = [
    .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
]
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

let package = Package(
    name: "seinpost",
    products: [.executable(name: "seinpost", targets: ["seinpost"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .target(name: "Kafka", dependencies: ["CRdKafka"], swiftSettings: settings),
        .target(name: "Signals", dependencies: [crypto], swiftSettings: inlined),
        .target(name: "Rules", dependencies: ["Signals", crypto, yams], swiftSettings: inlined),
        .target(name: "Engine", dependencies: ["Signals", "Rules", crypto], swiftSettings: settings),
        .target(
            name: "Runtime",
            dependencies: [
                "Kafka", "Signals", "Rules", "Engine", "CZlib", crypto, csv, httpTypes, hummingbird,
                lifecycle, logging, metrics, nio,
            ] + sqlite,
            swiftSettings: besideNIO),
        .target(
            name: "Policy", dependencies: ["Signals", "Rules", "Engine", crypto, cryptoExtras],
            swiftSettings: settings),
        .target(
            name: "Outreach",
            dependencies: [
                "Signals", "Rules", "Engine", "Runtime", crypto, cryptoExtras, httpClient, httpTypes,
                hummingbird, jwt,
                lifecycle, logging, metrics, mustache, nio,
            ] + sqlite,
            swiftSettings: besideNIO),
        .executableTarget(
            name: "seinpost",
            dependencies: ["Signals", "Rules", "Engine", "Runtime", "Policy", "Outreach", argumentParser],
            swiftSettings: besideNIO),

        // Optimised in debug builds too: it must not be what a test waits for.
        .executableTarget(
            name: "TestBroker", path: "Tests/TestBroker", exclude: ["README.md"],
            swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
        .target(
            name: "TestSupport", dependencies: ["Signals", "Rules", "Engine"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(name: "KafkaTests", dependencies: ["Kafka", "CRdKafka"], swiftSettings: settings),
        .testTarget(name: "SignalsTests", dependencies: ["Signals", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "RulesTests", dependencies: ["Rules", "Signals", "TestSupport"], exclude: ["bad", "good"],
            swiftSettings: settings),
        .testTarget(
            name: "EngineTests", dependencies: ["Engine", "Rules", "Signals", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "RuntimeTests",
            dependencies: [
                "Runtime", "Engine", "Kafka", "Rules", "Signals", "CZlib", "TestBroker", "TestSupport",
                httpTypes, lifecycle, logging, metrics,
            ] + sqlite,
            swiftSettings: besideNIO),
        .testTarget(
            name: "PolicyTests",
            dependencies: [
                "Policy", "Engine", "Rules", "Runtime", "Signals", "TestSupport", crypto, cryptoExtras,
            ],
            swiftSettings: besideNIO),
        .testTarget(
            name: "OutreachTests",
            dependencies: [
                "Outreach", "Runtime", "Engine", "Kafka", "Rules", "Signals", "TestBroker", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"), crypto, cryptoExtras, httpTypes,
                hummingbird,
                jwt, logging, nio,
            ] + sqlite,
            swiftSettings: besideNIO),
        .testTarget(
            name: "CommandTests", dependencies: ["seinpost", "Runtime", "TestSupport"],
            swiftSettings: besideNIO),
        .testTarget(
            name: "BrokerTests", dependencies: ["TestBroker", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "TidyTests", dependencies: [], swiftSettings: settings),
    ]
)
